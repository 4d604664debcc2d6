#include "mocks/console/fault_words.hpp"

#include <gtest/gtest.h>

namespace parcours::mocks::console {
namespace {

using namespace std::chrono_literals;

TEST(fault_words, of_the_mail_server) {
  parcours::smtp::fault what;
  what.code = 452;
  what.when.times = 3;
  what.address = "x@y.test";
  EXPECT_EQ(in_words(what), "recipient x@y.test: 452, 3 more times");
  what.address.clear();
  what.delay = 2s;
  what.when.skip = 1;
  what.when.probability = 30;
  what.when.times = schedule::always;
  EXPECT_EQ(in_words(what), "recipient: 452, 2s late, after 1 that pass, 30 in 100, always");
  parcours::smtp::fault cut;
  cut.at = parcours::smtp::stage::content;
  cut.after_octets = 100;
  EXPECT_EQ(in_words(cut), "content: the connection is reset after 100 octets, once more");
  parcours::smtp::fault dropped;
  dropped.at = parcours::smtp::stage::end_of_data;
  dropped.drop_connection = true;
  EXPECT_EQ(in_words(dropped), "end of data: the connection is reset, once more");
  parcours::smtp::fault third;
  third.at = parcours::smtp::stage::command;
  third.command = 3;
  third.verb = "RCPT";
  EXPECT_EQ(in_words(third), "command 3 RCPT: 451, once more");
}

TEST(fault_words, of_the_portal) {
  portal::fault_plan::planned planned;
  planned.what.status = 503;
  EXPECT_EQ(in_words(planned), "every request: status 503, once more");
  planned.struck = 1;
  EXPECT_EQ(in_words(planned), "every request: status 503, spent");
  planned.what = {};
  planned.what.method = "GET";
  planned.what.path = "/fr/*";
  planned.what.session = 7;
  planned.what.when.times = schedule::always;
  planned.what.delay = portal::delay_law{.low = 2s};
  EXPECT_EQ(in_words(planned), "GET /fr/* of session 7: 2s late, always");
  planned.what.delay = portal::delay_law{portal::delay_law::kind::uniform, 1s, 2s};
  planned.what.abort = http::abort_by::malformed_chunk;
  planned.what.each_session = true;
  planned.what.when.times = 2;
  EXPECT_EQ(in_words(planned), "GET /fr/* of session 7: malformed chunk, 1s to 2s late, 2 times for each session");
}

TEST(fault_words, of_the_captcha_provider) {
  captcha::plan what;
  what.what = captcha::plan::kind::internal_error;
  what.session = 9;
  EXPECT_EQ(in_words(what), "next verification of session 9: internal error, once more");
  what.when.times = schedule::always;
  EXPECT_EQ(in_words(what), "every verification of session 9: internal error");
  captcha::faults all;
  EXPECT_EQ(in_words(all), "");
  all.status = 503;
  all.delay = 1s;
  all.refusal_status = 403;
  EXPECT_EQ(in_words(all), "every verification: status 503, 1s late, a refusal has status 403");
}

}  // namespace
}  // namespace parcours::mocks::console
