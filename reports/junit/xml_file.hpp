// An XML document written to a file as it grows, in memory that does not grow with it, and put in place only when it is
// whole; or as a text in memory.
#pragma once

#include "harness/base/result.hpp"

#include <libxml/xmlwriter.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace parcours::reports::junit {

/// `text` without the characters that XML 1.0 (section 2.2) forbids even as references; malformed UTF-8 becomes U+FFFD.
[[nodiscard]] std::string xml_text(std::string_view text);

/// Always UTF-8. A regular file, or a new one, is replaced when the document is whole: until finish() it stands in
/// "<path>.tmp", which is removed if finish() is never reached. A device, a FIFO and what a link leads to are written
/// into.
class xml_file {
 public:
  /// Error: "report-write".
  static result<std::unique_ptr<xml_file>> create(const std::filesystem::path& path);
  /// Appends to `text`, which outlives it.
  static std::unique_ptr<xml_file> onto(std::string& text);
  ~xml_file();
  xml_file(const xml_file&) = delete;
  xml_file& operator=(const xml_file&) = delete;

  void begin(const char* element);
  void attribute(const char* name, std::string_view value);
  void text(std::string_view value);
  void end();
  /// Ends the document and moves it into place. Error: "report-write".
  result<void> finish();

 private:
  struct file_closer {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  struct writer_freer {
    void operator()(xmlTextWriter* writer) const { xmlFreeTextWriter(writer); }
  };

  xml_file(std::filesystem::path path, std::filesystem::path temporary)
      : path_(std::move(path)), temporary_(std::move(temporary)) {}
  void begin_document(xmlOutputBuffer* to);

  std::filesystem::path path_;
  std::filesystem::path temporary_;  // empty: the document is written where it belongs
  std::unique_ptr<std::FILE, file_closer> file_;
  std::unique_ptr<xmlTextWriter, writer_freer> writer_;  // before file_ in death: it still writes
};

}  // namespace parcours::reports::junit
