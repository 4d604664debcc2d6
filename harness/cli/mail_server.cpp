#include "harness/cli/mail_server.hpp"

#include "harness/cli/option_file.hpp"
#include "harness/cli/private_file.hpp"
#include "harness/yaml/decode.hpp"

namespace parcours::cli {

namespace {

// name: password, one a line.
std::optional<smtp::user_table> read_users(const yaml::node& from, diagnostics& found) {
  const auto before = found.size();
  smtp::user_table users;
  if (!from.is_mapping()) {
    found.push_back({"wrong-type", "users must be a mapping of names to passwords", from.span, {}, {}});
  }
  for (const auto& [name, password] : from.entries) {
    if (const auto text = yaml::text_of(password, "a password", found)) users.emplace(name.text, *text);
  }
  return found.size() == before ? std::optional(std::move(users)) : std::nullopt;
}

// Clients that encrypt where they can verify what they are shown: a certificate that nobody signed is only offered to
// who asks for it.
smtp::tls_use tls_of(const smtp_options& chosen) {
  if (chosen.require_tls) return smtp::tls_use::required;
  const bool offered = chosen.starttls || !chosen.certificate.empty() || !chosen.key.empty();
  return offered && !chosen.no_starttls ? smtp::tls_use::offered : smtp::tls_use::none;
}

}  // namespace

bool read_mail_server(const serve_options& chosen, mocks::world::options& to) {
  auto& session = to.smtp_session;
  session.max_size = chosen.smtp.max_size;
  session.max_recipients = chosen.smtp.max_recipients;
  session.idle_time = chosen.smtp.idle;
  session.require_auth = chosen.smtp.require_auth;
  if (chosen.smtp.bare_line_ends == "keep") session.bare = smtp::bare_line_ends::keep;
  if (chosen.smtp.lenient) session.grammar = smtp::grammar::lenient;
  session.tls = tls_of(chosen.smtp);
  to.smtp_connections = chosen.smtp.connections;
  to.smtp_tls = {chosen.smtp.certificate, chosen.smtp.key};
  if (chosen.smtp.tls_port) to.smtp_tls_at = {chosen.host, *chosen.smtp.tls_port};
  if (chosen.smtp.users.empty()) return true;
  const auto users = read_file(chosen.color, chosen.smtp.users, [](auto file, diagnostics& found) {
    const auto tree = yaml::read(std::move(file), found);
    auto made = tree && !yaml::has_errors(found) ? read_users(*tree, found) : std::nullopt;
    for (auto& one : found) unquote(one);  // the lines hold passwords
    return made;
  });
  if (users) session.users = std::make_shared<const smtp::user_table>(*users);
  return users.has_value();
}

}  // namespace parcours::cli
