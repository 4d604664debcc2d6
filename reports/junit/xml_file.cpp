#include "reports/junit/xml_file.hpp"

#include "harness/base/text.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <new>
#include <system_error>

namespace parcours::reports::junit {
namespace {

const xmlChar* xml(const char* text) { return reinterpret_cast<const xmlChar*>(text); }

// Failures stay in the FILE, where finish() finds them; told to libxml2, they would be printed on stderr.
int write(void* file, const char* bytes, int size) {
  std::fwrite(bytes, 1, static_cast<std::size_t>(size), static_cast<std::FILE*>(file));
  return size;
}

int append(void* text, const char* bytes, int size) {
  static_cast<std::string*>(text)->append(bytes, static_cast<std::size_t>(size));
  return size;
}

std::unexpected<error> cannot_write(const std::filesystem::path& path, const std::error_code& cause) {
  std::error_code ignored;
  const auto folder = path.parent_path();
  const bool lacking = !folder.empty() && !std::filesystem::exists(folder, ignored);
  return fail("report-write",
              lacking ? fmt::format("cannot write the report {}: there is no folder {}", path.string(), folder.string())
                      : fmt::format("cannot write the report {}: {}", path.string(), cause.message()));
}

std::error_code last_error() { return {errno, std::generic_category()}; }

// What is not a regular file is somebody else's: it is never replaced.
std::filesystem::path temporary_for(const std::filesystem::path& path) {
  std::error_code ignored;
  const auto kind = std::filesystem::symlink_status(path, ignored).type();
  using enum std::filesystem::file_type;
  if (kind != regular && kind != not_found) return {};
  auto temporary = path;
  return temporary += ".tmp";
}

bool allowed(std::string_view text, std::size_t i) {
  const auto byte = static_cast<unsigned char>(text[i]);
  if (byte < 0x20) return byte == '\t' || byte == '\n' || byte == '\r';
  return byte != 0xEF || (text.substr(i, 3) != "\uFFFE" && text.substr(i, 3) != "\uFFFF");
}

}  // namespace

std::string xml_text(std::string_view text) {
  if (!is_utf8(text)) return xml_text(to_utf8(text));
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const bool good = allowed(text, i);
    const std::size_t size = static_cast<unsigned char>(text[i]) == 0xEF ? 3 : 1;
    if (good) clean.append(text, i, size);
    i += size;
  }
  return clean;
}

result<std::unique_ptr<xml_file>> xml_file::create(const std::filesystem::path& path) {
  const auto temporary = temporary_for(path);
  std::unique_ptr<xml_file> xml_out(new xml_file(path, temporary));
  xml_out->file_.reset(std::fopen(temporary.empty() ? path.c_str() : temporary.c_str(), "wb"));
  if (!xml_out->file_) return cannot_write(path, last_error());
  xml_out->begin_document(xmlOutputBufferCreateIO(write, nullptr, xml_out->file_.get(), nullptr));
  return xml_out;
}

std::unique_ptr<xml_file> xml_file::onto(std::string& text) {
  std::unique_ptr<xml_file> xml_out(new xml_file({}, {}));
  xml_out->begin_document(xmlOutputBufferCreateIO(append, nullptr, &text, nullptr));
  return xml_out;
}

void xml_file::begin_document(xmlOutputBuffer* to) {
  writer_.reset(xmlNewTextWriter(to));  // owns the buffer
  if (!writer_) throw std::bad_alloc();
  xmlTextWriterSetIndent(writer_.get(), 1);
  xmlTextWriterSetIndentString(writer_.get(), xml("  "));
  xmlTextWriterStartDocument(writer_.get(), "1.0", "UTF-8", nullptr);
}

xml_file::~xml_file() {
  writer_.reset();
  if (!file_) return;
  file_.reset();
  std::error_code ignored;
  if (!temporary_.empty()) std::filesystem::remove(temporary_, ignored);
}

void xml_file::begin(const char* element) { xmlTextWriterStartElement(writer_.get(), xml(element)); }

void xml_file::attribute(const char* name, std::string_view value) {
  xmlTextWriterWriteAttribute(writer_.get(), xml(name), xml(xml_text(value).c_str()));
}

void xml_file::text(std::string_view value) { xmlTextWriterWriteString(writer_.get(), xml(xml_text(value).c_str())); }

void xml_file::end() { xmlTextWriterEndElement(writer_.get()); }

result<void> xml_file::finish() {
  xmlTextWriterEndDocument(writer_.get());
  writer_.reset();  // flushes
  if (!file_) return {};
  errno = 0;
  const bool lost = std::fflush(file_.get()) != 0 || std::ferror(file_.get()) != 0;
  if (lost) return cannot_write(path_, errno != 0 ? last_error() : std::make_error_code(std::errc::io_error));
  std::error_code bad;
  if (!temporary_.empty()) std::filesystem::rename(temporary_, path_, bad);
  if (bad) return cannot_write(path_, bad);
  file_.reset();
  return {};
}

}  // namespace parcours::reports::junit
