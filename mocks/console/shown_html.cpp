#include "mocks/console/shown_html.hpp"

#include "harness/base/text.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <span>
#include <vector>

namespace parcours::mocks::console {

namespace {

using html::document;
using html::node_id;

// As mails are read for their text: see inbox::text_of_html().
constexpr html::document_limits limits{.bytes = 64U << 20U, .nodes = 2'000'000, .depth = 512, .take_what_fits = true};
constexpr std::string_view rest_left_out =
    "<p>[… the rest of the HTML nests too deeply, or is too large, to be shown]</p>";

using names = std::span<const std::string_view>;
constexpr auto elements = std::to_array<std::string_view>(
    {"a",        "abbr",       "acronym",    "address", "area",    "article",  "aside",   "b",      "bdi",   "bdo",
     "big",      "blockquote", "body",       "br",      "button",  "caption",  "center",  "cite",   "code",  "col",
     "colgroup", "dd",         "del",        "details", "dfn",     "dialog",   "dir",     "div",    "dl",    "dt",
     "em",       "fieldset",   "figcaption", "figure",  "font",    "footer",   "form",    "h1",     "h2",    "h3",
     "h4",       "h5",         "h6",         "head",    "header",  "hgroup",   "hr",      "html",   "i",     "img",
     "input",    "ins",        "kbd",        "label",   "legend",  "li",       "main",    "map",    "mark",  "marquee",
     "menu",     "meter",      "nav",        "nobr",    "ol",      "optgroup", "option",  "p",      "pre",   "progress",
     "q",        "rp",         "rt",         "ruby",    "s",       "samp",     "section", "select", "small", "span",
     "strike",   "strong",     "style",      "sub",     "summary", "sup",      "table",   "tbody",  "td",    "textarea",
     "tfoot",    "th",         "thead",      "time",    "tr",      "tt",       "u",       "ul",     "var",   "wbr"});
constexpr auto voids = std::to_array<std::string_view>({"area", "br", "col", "hr", "img", "input", "wbr"});
constexpr auto preformatted = std::to_array<std::string_view>({"listing", "plaintext", "xmp"});
constexpr auto left_out = std::to_array<std::string_view>(
    {"applet", "audio",   "base",     "basefont", "bgsound", "embed",  "frame",    "frameset", "iframe", "link",
     "meta",   "noembed", "noframes", "param",    "script",  "source", "template", "title",    "track",  "video"});
constexpr auto attributes = std::to_array<std::string_view>(
    {"abbr",        "align",        "alink",       "alt",         "background", "bgcolor",      "border",
     "bordercolor", "bottommargin", "cellpadding", "cellspacing", "char",       "charoff",      "checked",
     "cite",        "class",        "clear",       "color",       "cols",       "colspan",      "compact",
     "coords",      "datetime",     "dir",         "disabled",    "face",       "for",          "frame",
     "headers",     "height",       "hidden",      "high",        "href",       "hspace",       "id",
     "label",       "lang",         "leftmargin",  "link",        "low",        "marginheight", "marginwidth",
     "max",         "maxlength",    "media",       "min",         "multiple",   "name",         "noshade",
     "nowrap",      "open",         "optimum",     "placeholder", "readonly",   "rightmargin",  "role",
     "rows",        "rowspan",      "rules",       "scope",       "selected",   "shape",        "size",
     "span",        "src",          "start",       "style",       "summary",    "text",         "title",
     "topmargin",   "type",         "usemap",      "valign",      "value",      "vlink",        "vspace",
     "width",       "wrap"});
constexpr auto schemes = std::to_array<std::string_view>({"cid", "http", "https", "mailto", "sms", "tel"});
static_assert(std::ranges::is_sorted(elements) && std::ranges::is_sorted(attributes));
constexpr std::string_view cid = "cid:";

bool is_one_of(names sorted, std::string_view name) { return std::ranges::binary_search(sorted, name); }

bool is_alphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

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
    const auto* found = known(content_id);
    if (found == nullptr || found->size() > left_) return nullptr;
    left_ -= found->size();
    return found;
  }

 private:
  const std::string* known(const std::string& content_id) {
    if (const auto one = known_.find(content_id); one != known_.end()) return &one->second;
    for (const auto& part : read_.attachments) {
      if (part.content_id != content_id || !is_picture(part)) continue;
      const auto content = parcours::smtp::part_of(bytes_, part.part_id);
      if (!content) continue;
      return &known_.emplace(content_id, "data:" + part.content_type + ";base64," + base64_encode(content->bytes))
                  .first->second;
    }
    return nullptr;
  }

  const parcours::smtp::parsed_mail& read_;
  std::string_view bytes_;
  std::map<std::string, std::string> known_;
  std::size_t left_ = most_of_pictures;
};

// A browser drops what stands before a scheme, and line ends and tabs within it (URL standard, basic URL parser).
bool leads_somewhere_harmless(std::string_view address) {
  std::string plain;
  for (const char c : address.substr(0, address.find_first_of("/?#"))) {
    if (static_cast<unsigned char>(c) > ' ') plain += c;
  }
  const auto colon = plain.find(':');
  return colon == std::string::npos || std::ranges::find(schemes, ascii_lower(plain.substr(0, colon))) != schemes.end();
}

// Writes what is on the lists and nothing else: whatever a browser makes of it, every tag that it meets is one of
// these.
class writer {
 public:
  writer(const document& of, const picture_finder& picture) : of_(of), picture_(picture) {}

  std::string take() {
    write_type();
    for (node_id id = 1; id < of_.size(); ++id) {
      close_until(id);
      if (!of_.is_element(id)) {
        write_text(of_.text(id));
      } else if (of_.foreign(id) || std::ranges::find(left_out, of_.tag(id)) != left_out.end()) {
        id = of_.end(id) - 1;
      } else {
        id = write_element(id);
      }
    }
    close_until(of_.size());
    return std::move(out_);
  }

 private:
  struct open_element {
    node_id id;
    std::string_view tag;
  };

  void write_type() {
    if (of_.mode() == html::layout_mode::standards) out_ += "<!doctype html>";
    if (of_.mode() == html::layout_mode::limited_quirks) {
      out_ += "<!doctype html public \"-//W3C//DTD XHTML 1.0 Transitional//EN\" \"\">";
    }
  }

  void close_until(node_id id) {
    for (; !open_.empty() && of_.end(open_.back().id) <= id; open_.pop_back()) close(open_.back().tag);
  }

  void close(std::string_view tag) { out_.append("</").append(tag).append(">"); }

  std::string_view shown_as(std::string_view tag) const {
    if (is_one_of(preformatted, tag)) return "pre";
    return is_one_of(elements, tag) ? tag : "span";
  }

  // The last node that is written.
  node_id write_element(node_id id) {
    const auto tag = shown_as(of_.tag(id));
    out_.append("<").append(tag);
    for (const auto& [name, value] : of_.attributes(id)) write_attribute(name, value);
    out_ += '>';
    if (tag == "pre" || tag == "textarea") out_ += '\n';  // a browser drops the first line end
    if (is_one_of(voids, tag)) return of_.end(id) - 1;
    if (tag == "style") {
      write_css(of_.raw_text(id));
      close(tag);
      return of_.end(id) - 1;
    }
    open_.push_back({id, tag});
    return id;
  }

  void write_attribute(std::string_view name, std::string_view value) {
    if (!is_one_of(attributes, name) && !name.starts_with("aria-")) return;
    if (name == "href" && !leads_somewhere_harmless(value)) return;
    out_.append(" ").append(name).append("=\"");
    if (name == "style" || name == "src" || name == "background") {
      write_escaped(with_pictures(value));
    } else {
      write_escaped(value);
    }
    out_ += '"';
  }

  void write_text(std::string_view text) { write_escaped(text); }

  void write_escaped(std::string_view text) {
    while (!text.empty()) {
      const auto plain = std::min(text.find_first_of("&<>\""), text.size());
      out_ += text.substr(0, plain);
      text.remove_prefix(plain);
      if (text.empty()) return;
      out_ += text[0] == '&' ? "&amp;" : text[0] == '<' ? "&lt;" : text[0] == '>' ? "&gt;" : "&quot;";
      text.remove_prefix(1);
    }
  }

  // In a style sheet nothing may look like a tag, wherever a browser comes to find it. In strings "\3c " is '<'.
  void write_css(std::string_view css) {
    auto shown = with_pictures(css);
    for (std::string_view rest = shown; !rest.empty();) {
      const auto at = std::min(rest.find('<'), rest.size());
      out_ += rest.substr(0, at);
      rest.remove_prefix(at);
      if (rest.starts_with("<!--")) {
        rest.remove_prefix(4);
      } else if (!rest.empty()) {
        out_ +=
            rest.size() > 1 && (is_alphanumeric(rest[1]) || std::string_view("/!?").contains(rest[1])) ? "\\3c " : "<";
        rest.remove_prefix(1);
      }
    }
  }

  std::string with_pictures(std::string_view text) const {
    std::string made;
    for (auto at = text.find(cid); at != std::string_view::npos; at = text.find(cid)) {
      const auto address = text.substr(at, std::min(text.find_first_of("\"' \t\n)>", at), text.size()) - at);
      const auto id = percent_decode(address.substr(cid.size()));
      const auto* found = id ? picture_(*id) : nullptr;
      made += text.substr(0, at);
      made += found != nullptr ? *found : address;
      text.remove_prefix(at + address.size());
    }
    return made.append(text);
  }

  const document& of_;
  const picture_finder& picture_;
  std::string out_;
  std::vector<open_element> open_;
};

}  // namespace

std::string inert_html(const document& of, const picture_finder& picture) { return writer(of, picture).take(); }

std::string shown_html(const parcours::smtp::parsed_mail& read, std::string_view bytes) {
  const auto tree = document::parse(read.html, limits);
  if (!tree) return std::string(rest_left_out);
  pictures all(read, bytes);
  auto made = inert_html(*tree, [&](const std::string& content_id) { return all.find(content_id); });
  if (tree->cut()) made += rest_left_out;
  return made;
}

}  // namespace parcours::mocks::console
