// Makes events of what an attempt has held. Internal to this library.
#pragma once

#include "harness/drivers/answer_text.hpp"
#include "harness/drivers/form_state.hpp"
#include "harness/run/evidence.hpp"

#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace parcours::run {

class evidence_writer {
 public:
  evidence_writer(const evidence& from, const evidence::of_attempt& whose)
      : from_(from), whose_(whose), room_(from.limit_ - from.weight_), cut_(from.cut_) {}

  [[nodiscard]] std::vector<events::event> write(std::vector<events::event> steps);
  /// Bytes of the texts of pages: they are made here, and are within the limit too.
  [[nodiscard]] std::size_t texts() const { return texts_; }

 private:
  using held = evidence::held;
  using bytes = std::shared_ptr<const std::string>;
  using entries = std::vector<std::pair<std::string, std::string>>;

  // The page that a browser shows.
  struct open_page {
    std::size_t event;  // its place in out_
    drivers::page page;
    std::vector<std::string> passwords;  // names of fields
  };

  void add(const held& one, const evidence::begun_step& what);
  void add(const held& one, const evidence::held_exchange& what);
  void add(const held& one, const evidence::held_mail& what);
  void add(const held& one, const captcha_check& what);
  void add(const held& one, const evidence::moved& what);
  void add_page(const held& one, const evidence::held_exchange& what, const events::content& source);
  void add_page_text(events::page_shown& to, const drivers::page& shown);
  /// What was sent tells how the page's form was left; it is returned without passwords.
  [[nodiscard]] std::string note_sent(const evidence::held_exchange& what);
  [[nodiscard]] html::encoding charset_of(const std::string& browser) const;
  [[nodiscard]] std::string without_foreign_charset(std::string url, const std::string& browser) const;
  [[nodiscard]] events::content keep_body(const std::shared_ptr<const http::response>& of) const;
  [[nodiscard]] bool says_secret(const std::string& raw) const;
  void set_fields(const std::string& browser, std::vector<drivers::filled_field> fields);
  [[nodiscard]] events::content keep(bytes what, std::string type) const;
  [[nodiscard]] std::vector<events::header_field> headers(const http::fields& from) const;
  template <class Event>
  [[nodiscard]] Event begun(const held& one) const;

  const evidence& from_;
  const evidence::of_attempt& whose_;
  std::size_t room_;
  std::size_t texts_ = 0;
  events::evidence_cut cut_;
  std::vector<events::event> out_;
  std::map<std::string, open_page> pages_;  // by browser
};

}  // namespace parcours::run
