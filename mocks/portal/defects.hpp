// The known ways in which portals of this kind go wrong, each as one switch of the mock.
//
// All are off by default. A suite of journeys that stays green while one is on has a hole: that is what the kill matrix
// shows. The names are stable: journeys and reports use them.
#pragma once

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace parcours::mocks::portal {

enum class defect : std::uint8_t {
  code_accepts_expired,
  code_reusable,
  code_old_valid_after_resend,
  code_not_bound,
  code_tries_unlimited,
  code_tries_reset_by_resend,
  code_predictable,
  code_too_short,
  code_in_page,
  code_in_header,
  code_leading_zero_dropped,
  captcha_not_verified,
  captcha_fails_open,
  captcha_token_reusable,
  captcha_expired_accepted,
  captcha_error_taken_for_success,
  captcha_order_leak,
  rib_key_ignored,
  rib_of_another_accepted,
  payment_mode_not_compared,
  unknown_amo_accepted,
  affiliation_accepted,
  whitespace_stripped,
  leading_zeros_stripped,
  enumeration_by_message,
  enumeration_by_status,
  enumeration_by_time,
  terms_not_enforced,
  step_skippable,
  csrf_not_checked,
  session_id_kept,
  session_never_expires,
  double_submit_activates_twice,
  active_account_activated_again,
  email_not_matched,
  personal_data_in_url,
  mail_not_sent,
  mail_sent_twice,
  mail_to_another,
  mail_subject_not_encoded,
  mail_code_in_subject,
  mail_parts_differ,
  resend_limit_ignored,
};

inline constexpr std::size_t defect_count = static_cast<std::size_t>(defect::resend_limit_ignored) + 1;

struct defect_info {
  defect id;
  std::string_view name;  ///< "code-accepts-expired"
  std::string_view area;  ///< "code", "captcha", "identity", "flow" or "mail"
  std::string_view what;  ///< one sentence: what the portal does wrong
};

/// All of them, in the order of the enumeration.
[[nodiscard]] std::span<const defect_info> all_defects();
[[nodiscard]] const defect_info& info_of(defect id);
[[nodiscard]] std::optional<defect> defect_named(std::string_view name);

class defect_set {
 public:
  defect_set() = default;
  defect_set(std::initializer_list<defect> items) {
    for (const defect item : items) insert(item);
  }
  void insert(defect id) { bits_.set(static_cast<std::size_t>(id)); }
  [[nodiscard]] bool has(defect id) const { return bits_[static_cast<std::size_t>(id)]; }
  [[nodiscard]] bool empty() const { return bits_.none(); }

 private:
  std::bitset<defect_count> bits_;
};

}  // namespace parcours::mocks::portal
