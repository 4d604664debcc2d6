#include "harness/cli/people.hpp"

#include <utility>

namespace parcours::cli {

mocks::portal::subscriber to_subscriber(const fakeit::person& who, mocks::portal::payment_mode paid_by,
                                        std::string email_on_file) {
  mocks::portal::subscriber out;
  out.name = who.given_name + " " + who.family_name;
  out.amo = who.amo;
  out.affiliation = who.affiliation;
  out.issuer = who.issuer;
  out.registration = who.registration;
  out.rib = who.rib;
  out.e_mandat = who.e_mandat;
  out.paid_by = paid_by;
  out.email_on_file = std::move(email_on_file);
  return out;
}

}  // namespace parcours::cli
