// A client that others wrote for Mailpit, on the console.

import assert from "node:assert/strict";
import { after, before, beforeEach, test } from "node:test";
import { MailpitClient } from "mailpit-api";
import { deliver, serve } from "./support.mjs";

const pdf = Buffer.from("%PDF-\0\xff", "latin1");
const receipt = [
  "From: Caisse <caisse@cnops.test>", "To: awa@example.com", "Subject: Votre recu", "Message-ID: <1@cnops.test>",
  "MIME-Version: 1.0", "Content-Type: multipart/mixed; boundary=x", "",
  "--x", "Content-Type: text/html; charset=utf-8", "", "<p>Le voici.</p><img src=\"cid:logo@x\">",
  "--x", "Content-Type: image/png", "Content-ID: <logo@x>", "", "ABC",
  "--x", "Content-Type: application/pdf", "Content-Disposition: attachment; filename=recu.pdf",
  "Content-Transfer-Encoding: base64", "", pdf.toString("base64"), "--x--",
].join("\r\n");

let world;
let mailpit;

before(async () => {
  world = await serve();
  mailpit = new MailpitClient(world.console.url);
});
after(() => world?.stop());
beforeEach(async () => {
  assert.equal(await mailpit.deleteMessages(), "ok");
  await deliver(world.smtp, "zoe@example.com", "From: a@example.com\r\nTo: zoe@example.com\r\nSubject: Bonjour\r\n\r\nCode 048213");
  await deliver(world.smtp, "awa@example.com", receipt);
});

test("lists, reads and searches", async () => {
  const listed = await mailpit.listMessages(0, 1);
  assert.deepEqual([listed.total, listed.unread, listed.messages.length], [2, 2, 1]);
  assert.deepEqual([listed.messages[0].Subject, listed.messages[0].Attachments], ["Votre recu", 1]);

  const whole = await mailpit.getMessageSummary();
  assert.equal(whole.From.Name, "Caisse");
  assert.equal(whole.Text.trim(), "Le voici.");
  assert.deepEqual(whole.ListUnsubscribe, { Header: "", Links: [], Errors: "", HeaderPost: "" });
  assert.deepEqual((await mailpit.getMessageHeaders(whole.ID))["Message-Id"], ["<1@cnops.test>"]);
  assert.equal(await mailpit.getMessageSource(whole.ID), `${receipt}\r\n`);
  assert.match(await mailpit.renderMessageHTML(whole.ID), /<p>Le voici/);
  assert.match(await mailpit.renderMessageText("latest"), /Le voici/);

  const found = await mailpit.searchMessages({ query: "to:zoe@example.com 048213" });
  assert.deepEqual(found.messages.map((one) => one.Subject), ["Bonjour"]);
  assert.equal((await mailpit.searchMessages({ query: "has:inline larger:1 after:2020/01/31" })).messages_count, 1);
  assert.deepEqual(await mailpit.getTags(), []);
  const info = await mailpit.getInfo();
  assert.deepEqual([info.Messages, info.Unread], [2, 1]);
  assert.ok(info.RuntimeStats.SMTPAccepted >= 2 && info.RuntimeStats.MessagesDeleted >= 0);
});

test("gets attachments", async () => {
  const { ID, Inline, Attachments } = await mailpit.getMessageSummary();
  assert.deepEqual(Inline.map((one) => [one.FileName, one.ContentID, one.Size]), [["logo@x", "logo@x", 3]]);
  const [file] = Attachments;
  assert.deepEqual([file.FileName, file.ContentType, file.Size], ["recu.pdf", "application/pdf", pdf.length]);
  assert.match(file.Checksums.SHA256, /^[0-9a-f]{64}$/);
  const blob = await mailpit.getMessageAttachment(ID, file.PartID);
  assert.equal(blob.type, "application/pdf");
  assert.deepEqual(Buffer.from(await blob.arrayBuffer()), pdf);
});

test("marks", async () => {
  const unread = async () => (await mailpit.searchMessages({ query: "is:unread" })).messages.map((one) => one.Subject);
  assert.equal(await mailpit.setReadStatus({ Search: "to:zoe", Read: true }), "ok");
  assert.deepEqual(await unread(), ["Votre recu"]);
  const [newest] = (await mailpit.listMessages()).messages;
  await mailpit.setReadStatus({ IDs: [newest.ID], Read: true });
  assert.deepEqual(await unread(), []);
  await mailpit.setReadStatus({ Read: false });
  assert.deepEqual(await unread(), ["Votre recu", "Bonjour"]);
});

test("deletes", async () => {
  const [newest] = (await mailpit.listMessages()).messages;
  await mailpit.deleteMessages({ IDs: [newest.ID] });
  assert.deepEqual((await mailpit.listMessages()).messages.map((one) => one.Subject), ["Bonjour"]);
  assert.equal(await mailpit.deleteMessagesBySearch({ query: "subject:bonjour" }), "ok");
  assert.equal((await mailpit.listMessages()).total, 0);
  await assert.rejects(mailpit.getMessageSummary(newest.ID), /404/);
});

test("waits, and sets chaos", async () => {
  const waited = await mailpit.waitForMessage({ query: "to:awa" }, { timeout: 5000, interval: 100 });
  assert.equal(waited.Subject, "Votre recu");
  const set = await mailpit.setChaosTriggers({ Sender: { ErrorCode: 451, Probability: 5 } });
  assert.equal(set.Sender.Probability, 5);
  await mailpit.setChaosTriggers();
});
