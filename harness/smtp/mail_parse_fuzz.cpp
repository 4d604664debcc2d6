// Fuzzes the parsing of mails: the result is always UTF-8, and every listed part can be retrieved with the size that
// was listed.
#include "harness/base/text.hpp"
#include "harness/smtp/message.hpp"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

namespace {

void check(bool holds) {
  if (!holds) std::abort();
}

void check_text(std::string_view text) { check(parcours::is_utf8(text)); }

void check_people(const std::vector<parcours::smtp::mailbox_address>& all) {
  for (const auto& one : all) {
    check_text(one.name);
    check_text(one.address);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const auto read = parcours::smtp::parse(input, parcours::smtp::checksums::of_attachments);
  if (!read) return 0;
  for (const auto* all : {&read->from, &read->to, &read->cc, &read->reply_to}) check_people(*all);
  check_text(read->subject);
  check_text(read->message_id);
  check_text(read->text);
  check_text(read->html);
  check(!read->text.contains('\r') && !read->html.contains('\r'));
  for (const auto& one : read->attachments) {
    check_text(one.file_name);
    check_text(one.content_type);
    check_text(one.content_id);
    const auto part = parcours::smtp::part_of(input, one.part_id);
    check(part && part->bytes.size() == one.size && part->content_type == one.content_type);
  }
  return 0;
}
