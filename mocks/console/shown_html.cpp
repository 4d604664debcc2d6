#include "mocks/console/shown_html.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>

namespace parcours::mocks::console {

namespace {

constexpr auto connecting = std::to_array<std::string_view>(
    {"applet", "base", "embed", "fencedframe", "frame", "frameset", "iframe", "link", "meta", "object", "portal"});
constexpr std::string_view scheme = "cid:";

bool is_alphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

std::string_view word_at(std::string_view text) {
  return text.substr(0, static_cast<std::size_t>(std::ranges::find_if_not(text, is_alphanumeric) - text.begin()));
}

bool is_picture(const parcours::smtp::attachment& part) {
  const auto is_token = [](char c) { return is_alphanumeric(c) || c == '.' || c == '+' || c == '-'; };
  const std::string_view type = part.content_type;
  constexpr std::string_view image = "image/";
  return !part.content_id.empty() && iequals(type.substr(0, image.size()), image) &&
         std::ranges::all_of(type.substr(image.size()), is_token);
}

// The pictures of a mail by their Content-ID, as addresses that hold them. One that is shown twice is read once.
class pictures {
 public:
  pictures(const parcours::smtp::parsed_mail& read, std::string_view bytes) : read_(read), bytes_(bytes) {}

  const std::string* find(const std::string& content_id) {
    if (const auto known = known_.find(content_id); known != known_.end()) return &known->second;
    for (const auto& part : read_.attachments) {
      if (part.content_id != content_id || !is_picture(part)) continue;
      const auto content = parcours::smtp::part_of(bytes_, part.part_id);
      if (!content) continue;
      return &known_.emplace(content_id, "data:" + part.content_type + ";base64," + base64_encode(content->bytes))
                  .first->second;
    }
    return nullptr;
  }

 private:
  const parcours::smtp::parsed_mail& read_;
  std::string_view bytes_;
  std::map<std::string, std::string> known_;
};

}  // namespace

// A tag begins with '<' or '</' and its name, nothing between (HTML Living Standard, 13.2.5.6 and 13.2.5.7): with every
// such beginning renamed none is left, whatever stands around it.
std::string without_connections(std::string_view html) {
  std::string made;
  made.reserve(html.size());
  while (!html.empty()) {
    const auto past = std::min(html.find('<'), html.size() - 1) + 1;
    made += html.substr(0, past);
    html.remove_prefix(past);
    if (html.starts_with('/')) {
      made += '/';
      html.remove_prefix(1);
    }
    if (made.ends_with('<') || made.ends_with("</")) {
      if (std::ranges::find(connecting, ascii_lower(word_at(html))) != connecting.end()) made += "x-";
    }
  }
  return made;
}

std::string shown_html(const parcours::smtp::parsed_mail& read, std::string_view bytes) {
  const auto html = without_connections(read.html);
  pictures all(read, bytes);
  std::string made;
  std::string_view rest = html;
  for (auto at = rest.find(scheme); at != std::string_view::npos; at = rest.find(scheme)) {
    const auto address = rest.substr(at, std::min(rest.find_first_of("\"' \t\n)>", at), rest.size()) - at);
    const auto id = percent_decode(address.substr(scheme.size()));
    const auto* picture = id ? all.find(*id) : nullptr;
    made += rest.substr(0, at);
    made += picture != nullptr ? *picture : address;
    rest.remove_prefix(at + address.size());
  }
  return to_utf8(made.append(rest));
}

}  // namespace parcours::mocks::console
