#include "mocks/portal/subscribers.hpp"

#include "harness/base/text.hpp"
#include "harness/yaml/decode.hpp"

#include <boost/json/object.hpp>

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

namespace parcours::mocks::portal {

namespace {

struct text_field {
  std::string_view key;
  std::string subscriber::* value;
};
constexpr auto text_fields = std::to_array<text_field>({{"amo", &subscriber::amo},
                                                        {"name", &subscriber::name},
                                                        {"affiliation", &subscriber::affiliation},
                                                        {"issuer", &subscriber::issuer},
                                                        {"registration", &subscriber::registration},
                                                        {"rib", &subscriber::rib},
                                                        {"e_mandat", &subscriber::e_mandat},
                                                        {"email", &subscriber::email_on_file}});

}  // namespace

std::optional<std::string> wrong_with(const subscriber& who) {
  constexpr std::size_t longest = 320;  // bytes: an address of mail has no more (RFC 5321 4.5.3.1)
  const auto control = [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7f; };
  for (const auto& field : text_fields) {
    const auto& text = who.*field.value;
    if (text.size() <= longest && is_utf8(text) && std::ranges::none_of(text, control)) continue;
    return "'" + std::string(field.key) + "' must be one line of at most 320 bytes";
  }
  if (!all_digits(who.amo)) return "'amo' must be digits";
  return std::nullopt;
}

std::optional<subscriber> read_subscriber(const yaml::node& from, diagnostics& out) {
  const auto before = out.size();
  yaml::mapping_reader keys(from, out, "a subscriber");
  subscriber made;
  for (const auto& field : text_fields) {
    const bool needed = field.key == "amo";
    if (auto value = keys.text(field.key, needed ? yaml::need::required : yaml::need::optional)) {
      made.*field.value = std::move(*value);
    }
  }
  if (const auto mode = keys.one_of("paid_by", payment_modes)) made.paid_by = static_cast<payment_mode>(*mode);
  if (const auto active = keys.boolean("active")) made.active = *active;
  for (const auto* told : {"activations", "resets"}) (void)keys.find(told);  // what became of the account
  keys.finish();
  if (keys.valid() && out.size() == before) {
    if (auto wrong = wrong_with(made)) out.push_back({"bad-value", std::move(*wrong), from.span, {}, {}});
  }
  return out.size() == before ? std::optional(std::move(made)) : std::nullopt;
}

std::optional<std::vector<subscriber>> read_subscribers(const yaml::node& list, diagnostics& out) {
  const auto before = out.size();
  if (!list.is_sequence()) {
    out.push_back({"wrong-type", "subscribers must be a list", list.span, {}, {}});
    return std::nullopt;
  }
  std::vector<subscriber> all;
  std::map<std::string, std::size_t> lines;
  for (const auto& item : list.items) {
    auto one = read_subscriber(item, out);
    if (!one) continue;
    const auto [first, fresh] = lines.emplace(one->amo, item.span.line);
    if (!fresh) {
      out.push_back({"duplicate-subscriber",
                     "two subscribers have the AMO number " + one->amo,
                     item.span,
                     "the first is on line " + std::to_string(first->second),
                     {}});
    }
    all.push_back(std::move(*one));
  }
  return out.size() == before ? std::optional(std::move(all)) : std::nullopt;
}

boost::json::object to_json(const person& who) {
  boost::json::object made;
  for (const auto& field : text_fields) made[field.key] = who.data.*field.value;
  made["paid_by"] = payment_modes[static_cast<std::size_t>(who.data.paid_by)];
  made["active"] = who.account.active;
  made["activations"] = who.account.activations;
  made["resets"] = who.account.resets;
  return made;
}

}  // namespace parcours::mocks::portal
