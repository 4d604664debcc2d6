// Synthetic people as the mock portal's subscribers.
#pragma once

#include "harness/fakeit/person.hpp"
#include "mocks/portal/person.hpp"

#include <string>

namespace parcours::cli {

/// `email_on_file` may be empty: the portal knows none.
[[nodiscard]] mocks::portal::subscriber to_subscriber(const fakeit::person& who, mocks::portal::payment_mode paid_by,
                                                      std::string email_on_file);

}  // namespace parcours::cli
