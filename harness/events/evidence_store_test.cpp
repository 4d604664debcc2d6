#include "harness/events/evidence_store.hpp"

#include "harness/events/testing.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <set>

namespace parcours::events {
namespace {

namespace fs = std::filesystem;

constexpr const char* sha_of_abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

std::shared_ptr<const std::string> bytes(std::string text) { return std::make_shared<std::string>(std::move(text)); }

event exchange_of(std::string request, std::string response) {
  return http_exchanged{.id = "a",
                        .request = content_of(bytes(std::move(request)), "text/plain"),
                        .response = content_of(bytes(std::move(response)), "text/html")};
}

class evidence_files : public ::testing::Test {
 protected:
  evidence_files() : folder(testing::temporary_file("out")) {}

  [[nodiscard]] std::set<std::string> files() const {
    std::set<std::string> names;
    for (const auto& one : fs::directory_iterator(folder)) names.insert(one.path().filename());
    return names;
  }

  fs::path folder;
};

TEST_F(evidence_files, stands_under_its_checksum) {
  auto item = exchange_of("abc", std::string("\0\xff", 2));
  const auto& made = std::get<http_exchanged>(item);
  EXPECT_EQ(made.request, (content{"text/plain", 3, sha_of_abc, {}}));
  evidence_store store(folder / "deep");
  ASSERT_TRUE(store.put(item));
  EXPECT_EQ(testing::read_file(folder / "deep" / sha_of_abc), "abc");
  EXPECT_EQ(testing::read_file(folder / "deep" / made.response.sha256), std::string("\0\xff", 2));
  EXPECT_EQ(made.request.bytes, nullptr) << "written bytes are let go";
}

TEST_F(evidence_files, that_repeats_is_written_once) {
  evidence_store store(folder);
  auto first = exchange_of("abc", "abc"), again = exchange_of("abc", "abc");
  ASSERT_TRUE(store.put(first));
  const auto written = fs::last_write_time(folder / sha_of_abc);
  fs::remove(folder / sha_of_abc);
  ASSERT_TRUE(store.put(again));
  EXPECT_THAT(files(), ::testing::IsEmpty()) << "it was written again, first at " << written.time_since_epoch().count();
}

TEST_F(evidence_files, of_nothing_is_nothing) {
  EXPECT_EQ(content_of(nullptr, "text/plain"), content{});
  EXPECT_EQ(content_of(bytes(""), "text/plain"), content{});
  evidence_store store(folder);
  event passing = step_finished{};
  auto empty = exchange_of("", "");
  ASSERT_TRUE(store.put(passing));
  ASSERT_TRUE(store.put(empty));
  EXPECT_FALSE(fs::exists(folder));
}

TEST_F(evidence_files, that_cannot_be_written_is_told_once_and_not_named) {
  testing::write_file(folder, "a file where the folder would be");
  evidence_store store(folder);
  auto first = exchange_of("abc", "x"), later = exchange_of("y", "z");
  const auto told = store.put(first);
  ASSERT_FALSE(told);
  EXPECT_EQ(told.error().code, "evidence-write");
  EXPECT_THAT(told.error().message, ::testing::HasSubstr("Not a directory"));
  EXPECT_TRUE(store.put(later));
  EXPECT_TRUE(store.failure());
  for (const auto& item : {first, later}) {
    const auto& left = std::get<http_exchanged>(item);
    EXPECT_EQ(left.request.sha256, "");
    EXPECT_EQ(left.response.sha256, "");
    EXPECT_GT(left.request.size, 0U);
  }
}

TEST_F(evidence_files, is_not_written_through_links) {
  const auto elsewhere = testing::temporary_file("elsewhere");
  fs::create_directories(elsewhere);
  fs::create_directory_symlink(elsewhere, folder);
  evidence_store store(folder);
  auto item = exchange_of("abc", "");
  EXPECT_FALSE(store.put(item));
  EXPECT_TRUE(fs::is_empty(elsewhere));
  fs::remove(folder);
  fs::create_directories(folder);
  testing::write_file(elsewhere / "precious", "precious");
  fs::create_symlink(elsewhere / "precious", folder / sha_of_abc);  // it is replaced
  evidence_store another(folder);
  auto again = exchange_of("abc", "");
  ASSERT_TRUE(another.put(again));
  EXPECT_EQ(testing::read_file(elsewhere / "precious"), "precious");
  EXPECT_FALSE(fs::is_symlink(folder / sha_of_abc));
  fs::create_symlink(elsewhere / "precious", folder / (std::string(64, '0') + ".part"));
  fs::remove_all(elsewhere);
}

TEST(evidence_names, are_known_by_their_names) {
  EXPECT_TRUE(evidence_store::is_ours(sha_of_abc));
  EXPECT_TRUE(evidence_store::is_ours(std::string(sha_of_abc) + ".part"));
  for (const std::string& foreign :
       {std::string(), std::string("notes.txt"), std::string(63, 'a'), std::string(65, 'a'), std::string(64, 'A'),
        std::string(64, 'g'), std::string(64, 'a') + ".txt", std::string(64, 'a') + ".part.part",
        std::string(63, 'a') + "/"}) {
    EXPECT_FALSE(evidence_store::is_ours(foreign)) << foreign;
  }
}

RC_GTEST_PROP(evidence_property, any_bytes_come_back_under_the_name_that_the_event_has, ()) {
  const auto text = *rc::gen::nonEmpty(rc::gen::arbitrary<std::string>());
  const auto folder = testing::temporary_file("any");
  evidence_store store(folder);
  auto item = exchange_of(text, "");
  RC_ASSERT(store.put(item).has_value());
  const auto back = from_line(to_line(item));
  RC_ASSERT(testing::read_file(folder / std::get<http_exchanged>(*back).request.sha256) == text);
}

TEST(evidence_folder_of_a_log, stands_beside_it) {
  EXPECT_EQ(evidence_folder("out/events.ndjson"), "out/evidence");
  EXPECT_EQ(evidence_folder("events.ndjson"), "evidence");
}

}  // namespace
}  // namespace parcours::events
