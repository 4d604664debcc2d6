#include "harness/smtp/bounds.hpp"

#include "harness/base/text.hpp"
#include "harness/smtp/gmime.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

namespace parcours::smtp {

namespace {

std::string_view without_end(std::string_view line) {
  while (!line.empty() && std::string_view(" \t\r\n").contains(line.back())) line.remove_suffix(1);
  return line;
}

// "Name:" at its beginning. Lines of a header that are none are kept: they may be the body of a mail without a header.
std::optional<std::string_view> field_name(std::string_view line) {
  const auto colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto name = trim(line.substr(0, colon));
  if (name.empty() || name.find_first_of(" \t") != std::string_view::npos) return std::nullopt;
  return name;
}

// What is open around a line: a multipart with its boundary, or a mail inside the mail, which has none.
struct container {
  std::string boundary;
  bool digest = false;  // its parts are mails where they do not say otherwise (RFC 2046 section 5.1.5)
  bool is_mail = false;
};

container container_of(const std::string& content_type) {
  container made;
  const object<GMimeContentType> type(g_mime_content_type_parse(nullptr, content_type.c_str()));
  if (!type) return made;
  made.is_mail = g_mime_content_type_is_type(type.get(), "message", "*") != 0;
  if (g_mime_content_type_is_type(type.get(), "multipart", "*") == 0) return made;
  made.digest = g_mime_content_type_is_type(type.get(), "multipart", "digest") != 0;
  made.boundary = text_or_empty(g_mime_content_type_get_parameter(type.get(), "boundary"));
  return made;
}

class scanner {
 public:
  scanner(std::string_view mail, const parse_limits& limits, bounded_mail& into)
      : mail_(mail), limits_(limits), into_(into) {}

  void scan() {
    std::size_t end = mail_.size();
    for (at_ = 0; at_ < mail_.size(); at_ = next_) {
      const auto line_end = mail_.find('\n', at_);
      next_ = line_end == std::string_view::npos ? mail_.size() : line_end + 1;
      if (goes_on(mail_.substr(at_, next_ - at_))) continue;
      end = at_;
      break;
    }
    if (gaps_ == 0) {
      into_.bytes = mail_.substr(0, end);
      return;
    }
    into_.kept.append(mail_.substr(kept_to_, std::max(end, kept_to_) - kept_to_));
    into_.bytes = into_.kept;
  }

 private:
  // False where reading ends, before this line.
  bool goes_on(std::string_view line) {
    if (line.starts_with("--")) {
      const auto found = delimiter(without_end(line.substr(2)));
      if (found == delimits::too_much) return false;
      if (found != delimits::nothing) return true;
    }
    if (!in_header_) return true;
    if (without_end(line).empty() && (line.starts_with('\n') || line.starts_with("\r\n") || line.starts_with('\r'))) {
      return end_of_header();
    }
    header_line(line);
    return true;
  }

  enum class delimits { nothing, part, end, too_much };
  delimits delimiter(std::string_view text) {
    if (open_.empty()) return delimits::nothing;
    bool ends = false;
    auto known = boundaries_.find(text);
    if (known == boundaries_.end() && text.ends_with("--")) {
      known = boundaries_.find(text.substr(0, text.size() - 2));
      ends = true;
    }
    if (known == boundaries_.end()) return delimits::nothing;
    const std::string boundary = known->first;
    while (open_.back().boundary != boundary || open_.back().is_mail) close();
    if (ends) close();
    in_header_ = !ends;
    in_digest_ = !ends && open_.back().digest;
    begin_header();
    if (!ends && ++parts_ > limits_.parts) {
      leave_out(fmt::format("parts beyond the first {}", limits_.parts));
      return delimits::too_much;
    }
    return ends ? delimits::end : delimits::part;
  }

  void close() {
    const auto& last = open_.back();
    if (!last.is_mail) {
      const auto known = boundaries_.find(last.boundary);
      if (--known->second == 0) boundaries_.erase(known);
    }
    open_.pop_back();
  }

  void begin_header() {
    types_.clear();
    in_type_ = dropping_ = false;
  }

  // Of a header or of one field in it.
  void header_line(std::string_view line) {
    const bool continues = line.starts_with(' ') || line.starts_with('\t');
    const auto name = continues ? std::nullopt : field_name(line);
    if (!continues) {
      in_type_ = name && iequals(*name, "Content-Type");
      dropping_ = name && (++fields_ > limits_.header_fields);
      if (dropping_) leave_out(fmt::format("header fields beyond the first {}", limits_.header_fields));
    }
    std::size_t kept = line.size();
    if (!dropping_ && (name || continues)) kept = affordable(line);
    if (dropping_) return drop(at_, line.size());
    if (kept < line.size()) {
      dropping_ = true;  // what it is folded into
      drop(at_ + kept, without_end(line).size() - kept);
    }
    if (in_type_ && !continues) types_.emplace_back(line.substr(line.find(':') + 1));
    if (in_type_ && continues) types_.back().append(line);
  }

  // False where what the header announces is too deep.
  bool end_of_header() {
    in_header_ = false;
    bool a_mail = types_.empty() && in_digest_;
    for (const auto& type : types_) {
      auto made = container_of(type);
      a_mail = a_mail || made.is_mail;
      if (made.boundary.empty()) continue;
      ++boundaries_[made.boundary];
      open_.push_back({std::move(made.boundary), made.digest, false});
    }
    if (a_mail) {
      open_.push_back({{}, false, true});
      in_header_ = true;
    }
    in_digest_ = false;
    begin_header();
    if (open_.size() <= limits_.depth) return true;
    leave_out(fmt::format("parts more than {} deep", limits_.depth));
    return false;
  }

  // How much of a line of a field is read: all of it, its beginning, or with dropping_ nothing.
  std::size_t affordable(std::string_view line) {
    constexpr std::size_t least = 128;  // less is no beginning of anything
    const auto left = limits_.header_octets - octets_;
    octets_ += std::min(line.size(), left);
    if (line.size() <= left) return line.size();
    leave_out(fmt::format("header fields beyond {} octets", limits_.header_octets));
    dropping_ = left < least || left >= without_end(line).size();
    return left;
  }

  void drop(std::size_t from, std::size_t length) {
    ++gaps_;
    into_.kept.append(mail_.substr(kept_to_, from - kept_to_));
    kept_to_ = from + length;
  }

  void leave_out(std::string what) {
    if (std::ranges::find(into_.left_out, what) == into_.left_out.end()) into_.left_out.push_back(std::move(what));
  }

  std::string_view mail_;
  const parse_limits& limits_;
  bounded_mail& into_;
  std::size_t at_ = 0;
  std::size_t next_ = 0;
  std::size_t kept_to_ = 0;
  std::size_t gaps_ = 0;
  bool in_header_ = true;
  bool in_digest_ = false;
  bool in_type_ = false;
  bool dropping_ = false;
  std::size_t fields_ = 0;
  std::size_t octets_ = 0;
  std::size_t parts_ = 0;
  std::vector<std::string> types_;
  std::vector<container> open_;
  std::map<std::string, std::size_t, std::less<>> boundaries_;  // of what is open, and of how many
};

}  // namespace

void bound(std::string_view mail, const parse_limits& limits, bounded_mail& into) {
  start_gmime();
  scanner(mail, limits, into).scan();
}

}  // namespace parcours::smtp
