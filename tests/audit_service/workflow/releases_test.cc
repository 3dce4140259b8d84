#include "audit_service/workflow/releases.h"

#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "absl/strings/str_cat.h"

#include "storage/sqlite/sqlite_store.h"
#include "tests/status_matchers.h"
#include "tests/temp_dir.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using v1::Grant;
using Options = v1::ReleaseOptions;

v1::Release Make(const std::vector<std::string>& sites,
                 v1::Release::State state = v1::Release::PROVED) {
  v1::Release release;
  release.set_name("studies/s/releases/r");
  release.set_state(state);
  release.mutable_options()->set_universe(Options::RECORDS);
  release.mutable_options()->set_profile(Options::LIVE);
  release.mutable_options()->mutable_sites()->Add(sites.begin(), sites.end());
  return release;
}

void Approve(v1::Release& release, const std::vector<std::string>& sites,
             bool coded_none) {
  v1::Release::Approval& approval = *release.add_approvals();
  approval.mutable_sites()->Add(sites.begin(), sites.end());
  approval.set_coded_none(coded_none);
}

TEST(ReleaseApprovalTest, TakesTwoPeopleOneOfWhomCodedNone) {
  v1::Release release = Make({"C1"});
  EXPECT_EQ(WaitsFor(release).size(), 2);
  Approve(release, {}, false);
  EXPECT_THAT(WaitsFor(release),
              ElementsAre("one person more",
                          "somebody who has coded none of its files"));
  Approve(release, {"C1"}, false);
  EXPECT_THAT(WaitsFor(release),
              ElementsAre("somebody who has coded none of its files"));
  Approve(release, {}, true);
  EXPECT_THAT(WaitsFor(release), IsEmpty());
}

TEST(ReleaseApprovalTest, APooledReleaseTakesAStewardOfEachSite) {
  v1::Release release = Make({"C1", "C2", "C3"});
  Approve(release, {"C1", "C3"}, true);
  Approve(release, {}, true);
  EXPECT_THAT(WaitsFor(release), ElementsAre("the steward of C2"));
  Approve(release, {"C2"}, true);
  EXPECT_THAT(WaitsFor(release), IsEmpty());
}

Caller With(Grant::Role role, const std::string& site) {
  v1::Principal principal;
  principal.set_name("principals/ada");
  Grant& grant = *principal.add_grants();
  grant.set_role(role);
  grant.set_study("studies/s");
  grant.set_site(site);
  return Caller(std::move(principal));
}

TEST(ReleaseAudienceTest, NobodyButStewardsSeesWhatIsNotReleased) {
  const v1::Release release = Make({"C1", "C2", "C3"});
  EXPECT_TRUE(MaySee(With(Grant::STUDY_STEWARD, ""), release));
  EXPECT_TRUE(MaySee(With(Grant::SITE_STEWARD, "C2"), release));
  EXPECT_FALSE(MaySee(With(Grant::STUDY_STEWARD, "C1"), release));
  EXPECT_FALSE(MaySee(With(Grant::SITE_STEWARD, "C4"), release));
  EXPECT_FALSE(MaySee(With(Grant::FACILITATOR, ""), release));
  EXPECT_FALSE(MaySee(With(Grant::RESEARCHER, ""), release));
  EXPECT_FALSE(MaySee(With(Grant::GOVERNANCE_AUDITOR, ""), release));
}

TEST(ReleaseAudienceTest, PooledIsForTheStudySingleForTheSite) {
  const v1::Release pooled = Make({"C1", "C2", "C3"}, v1::Release::APPROVED);
  EXPECT_TRUE(MaySee(With(Grant::FACILITATOR, "C1"), pooled));
  EXPECT_TRUE(MaySee(With(Grant::RESEARCHER, "C4"), pooled));
  EXPECT_FALSE(MaySee(With(Grant::AUDITOR, ""), pooled));
  const v1::Release single = Make({"C1"}, v1::Release::APPROVED);
  EXPECT_TRUE(MaySee(With(Grant::FACILITATOR, "C1"), single));
  EXPECT_TRUE(MaySee(With(Grant::RESEARCHER, ""), single));
  EXPECT_TRUE(MaySee(With(Grant::SITE_STEWARD, "C1"), single));
  EXPECT_FALSE(MaySee(With(Grant::FACILITATOR, ""), single))
      << "not named for the site";
  EXPECT_FALSE(MaySee(With(Grant::FACILITATOR, "C2"), single));
  EXPECT_FALSE(MaySee(With(Grant::RESEARCHER, "C2"), single));
}

TEST(ReleaseAudienceTest, ReadersLearnNothingOfWhoApproved) {
  v1::Release release = Make({"C1"}, v1::Release::APPROVED);
  release.set_requester("principals/ben");
  release.add_earlier("studies/s/releases/before");
  Approve(release, {}, true);
  const v1::Release seen =
      RenderRelease(With(Grant::FACILITATOR, "C1"), release);
  EXPECT_TRUE(seen.requester().empty());
  EXPECT_TRUE(seen.approvals().empty());
  EXPECT_TRUE(seen.earlier().empty());
  EXPECT_EQ(
      RenderRelease(With(Grant::STUDY_STEWARD, ""), release).approvals_size(),
      1);
}

// Releases of A, of B, of A with B and C, of D; of which one, in another state
// or universe, was never seen beside them.
TEST(EarlierReleasesTest, AreThoseThatSitesLink) {
  TempDir dir;
  auto store = SqliteStore::Open(dir.Path("caselens.db"));
  ASSERT_THAT(store, IsOk());
  const auto insert = [&](const std::string& id, v1::Release release) {
    release.set_name(absl::StrCat("studies/s/releases/", id));
    ASSERT_THAT((*store)->WriteNow([&](Transaction& transaction) {
      return transaction.InsertResource(
          {.name = release.name(),
           .collection = kReleases,
           .parent = "studies/s",
           .document = release.SerializeAsString()});
    }),
                IsOk());
  };
  constexpr auto kReleased = v1::Release::APPROVED;
  insert("a", Make({"A"}, kReleased));
  insert("b", Make({"B"}, kReleased));
  insert("d", Make({"D"}, kReleased));
  insert("proved", Make({"A"}));
  v1::Release codings = Make({"A"}, kReleased);
  codings.mutable_options()->set_universe(Options::CODINGS);
  insert("codings", codings);
  const auto earlier = [&](const std::vector<std::string>& sites) {
    std::vector<std::string> names;
    EXPECT_THAT((*store)->Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(
          names, EarlierReleases(reader, "studies/s", Make(sites).options()));
      return absl::OkStatus();
    }),
                IsOk());
    for (std::string& name : names) name = name.substr(name.rfind('/') + 1);
    return names;
  };
  EXPECT_THAT(earlier({"A"}), ElementsAre("a"));
  EXPECT_THAT(earlier({"C"}), IsEmpty());
  insert("abc", Make({"A", "B", "C"}, kReleased));
  EXPECT_THAT(earlier({"C"}), ElementsAre("a", "abc", "b"));
  EXPECT_THAT(earlier({"D"}), ElementsAre("d"));
}

}  // namespace
}  // namespace caselens
