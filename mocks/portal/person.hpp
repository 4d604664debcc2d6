// Whom the mock portal knows: the insured, their accounts and the codes that were sent to them.
#pragma once

#include "harness/base/duration.hpp"
#include "harness/base/enum_names.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace parcours::mocks::portal {

BOOST_DEFINE_ENUM_CLASS(payment_mode, bank_transfer, e_mandat)
inline constexpr auto payment_modes = enum_names<payment_mode>;

/// One insured person, synthetic. Identifiers are text: a leading zero is part of the number.
struct subscriber {
  std::string name;
  std::string amo;           ///< registration number of the compulsory health insurance
  std::string affiliation;   ///< the mutuelle's number on the same card
  std::string issuer;        ///< who gave `registration`: "ppr", "cmr", … as in policy::identifiers
  std::string registration;  ///< the employer's or pension fund's identifier
  std::string rib;
  std::string e_mandat;
  payment_mode paid_by = payment_mode::bank_transfer;
  std::string email_on_file;  ///< empty: none
  bool active = false;        ///< has an account already
};

/// What became of a person's account. More than one activation is a defect.
struct account {
  bool active = false;
  unsigned activations = 0;  ///< in this world; an account that was active from the start has none
  unsigned resets = 0;       ///< of the password
};

/// A secret code that was sent, bound to the request (session) that asked for it. Times are world time.
struct issued_code {
  std::string value;
  std::uint64_t request = 0;
  duration at{};
  bool voided = false;
  bool used = false;
};

struct person {
  subscriber data;
  portal::account account;
  bool invented = false;  ///< by the defect unknown-amo-accepted: nobody has this number
  std::vector<issued_code> codes;
  std::vector<duration> sendings;  ///< when codes were sent, the last hour's at least
};

}  // namespace parcours::mocks::portal
