#ifndef TESTS_CONFORMANCE_STORE_ROWS_H_
#define TESTS_CONFORMANCE_STORE_ROWS_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "tests/conformance/store_fixture.h"

namespace caselens {

// Every row comes back as it went in; keys are unique; what is referred to
// exists.
class StoreRows : public StoreWithSamples {
 protected:
  // Each is a violation of one rule on top of WriteSamples.
  struct BadChange {
    std::string what;
    absl::StatusCode code;
    Store::Change change;
  };
  std::vector<BadChange> BadChanges() const;

  absl::Status CheckSamples(Reader& reader) const;
};

inline absl::Status StoreRows::CheckSamples(Reader& reader) const {
  EXPECT_THAT(reader.GetResource(kSampleTemplate),
              Holds(SampleResource(kSampleTemplate)));
  EXPECT_THAT(reader.GetToken("k"), Holds(SampleToken("k")));
  EXPECT_THAT(reader.GetCaseFile(all_, sample_.file.id), Holds(sample_.file));
  EXPECT_THAT(reader.GetAssignment(all_, sample_.assignment.id),
              Holds(sample_.assignment));
  EXPECT_THAT(reader.GetCoding(all_, sample_.coding.id), Holds(sample_.coding));
  EXPECT_THAT(reader.ListSnapshots(sample_.coding.id),
              Holds(std::vector<SnapshotRow>{sample_.snapshot}));
  EXPECT_THAT(reader.ListEvents("s", {}, {.limit = 10}),
              Holds(std::vector<EventRow>{SampleEvent(1)}));
  EXPECT_THAT(reader.GetReply("ada", "q"), Holds(SampleReply("q")));

  CodingRow listed = sample_.coding;
  listed.salt.clear();
  listed.document.clear();
  listed.packed.clear();
  EXPECT_THAT(reader.ListCodings(all_, {}, {.limit = 10}),
              Holds(std::vector<CodingRow>{listed}));
  listed.packed = sample_.coding.packed;
  EXPECT_THAT(reader.ListCodings(all_, {.with_packed = true}, {.limit = 10}),
              Holds(std::vector<CodingRow>{listed}));
  EXPECT_THAT(
      reader.ListCodingsByFile(all_, {.with_packed = true}, {.limit = 10}),
      Holds(std::vector<CodingRow>{listed}));
  EXPECT_THAT(reader.ListCaseFiles(all_, {}, {.limit = 10}),
              Holds(std::vector<CaseFileRow>{sample_.file}));
  EXPECT_THAT(reader.ListAssignments(all_, {}, {.limit = 10}),
              Holds(std::vector<AssignmentRow>{sample_.assignment}));
  EXPECT_THAT(reader.ListResources("templates", "", {.limit = 10}),
              Holds(std::vector<ResourceRow>{SampleResource(kSampleTemplate)}));
  EXPECT_THAT(reader.CountCaseFiles(all_, "C1"), Holds(1));
  return absl::OkStatus();
}

TEST_P(StoreRows, WholeRowsComeBackAsTheyWentIn) {
  WriteSamples();
  EXPECT_THAT(Read([this](Reader& r) { return CheckSamples(r); }), IsOk());
}

TEST_P(StoreRows, WholeRowsOutliveTheProgram) {
  WriteSamples();
  Restart();
  EXPECT_THAT(Read([this](Reader& r) { return CheckSamples(r); }), IsOk());
}

TEST_P(StoreRows, AChangeReadsWhatItWrites) {
  EXPECT_THAT(Write([this](Transaction& t) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
                CASELENS_RETURN_IF_ERROR(t.InsertToken(SampleToken("k")));
                CASELENS_RETURN_IF_ERROR(InsertCase(t, sample_));
                CASELENS_RETURN_IF_ERROR(t.AppendEvent(SampleEvent(1)));
                CASELENS_RETURN_IF_ERROR(t.InsertReply(SampleReply("q")));
                return CheckSamples(t);
              }),
              IsOk());
}

TEST_P(StoreRows, EmptyTextsAndDocumentsAreKeptEmpty) {
  const ResourceRow row{.name = "x", .collection = "", .parent = ""};
  ASSERT_THAT(Write([&](Transaction& t) { return t.InsertResource(row); }),
              IsOk());
  EXPECT_THAT(Read([](Reader& r) { return r.GetResource("x"); }), Holds(row));
}

TEST_P(StoreRows, NumbersKeepAll64Bits) {
  ResourceRow row = SampleResource("studies/s");
  for (const int64_t number : {INT64_MIN, int64_t{-1}, INT64_MAX}) {
    row.name = absl::StrCat("studies/s", number);
    row.create_us = number;
    ASSERT_THAT(Write([&](Transaction& t) { return t.InsertResource(row); }),
                IsOk());
    EXPECT_THAT(Read([&](Reader& r) { return r.GetResource(row.name); }),
                Holds(row));
  }
}

TEST_P(StoreRows, LargeDocumentsAreKeptWhole) {
  ResourceRow row = SampleResource("studies/s");
  row.document.assign(4 << 20, '\0');
  row.document.back() = 'x';
  ASSERT_THAT(Write([&](Transaction& t) { return t.InsertResource(row); }),
              IsOk());
  EXPECT_THAT(Read([&](Reader& r) { return r.GetResource(row.name); }),
              Holds(row));
}

TEST_P(StoreRows, UpdatesWriteWhatTheySayAndNoMore) {
  WriteSamples();
  ResourceRow resource = SampleResource(kSampleTemplate);
  resource.version = 4;
  resource.salt = "new salt";
  resource.document = "";
  CodingRow coding = sample_.coding;
  coding.template_name = "templates/rdac/next";
  coding.state = 5;
  coding.reveals = 2;
  coding.version = 8;
  coding.submit_version = 8;
  coding.blind_version = 6;
  coding.update_us += 1;
  coding.submit_us += 2;
  coding.salt = "new salt";
  coding.document = std::string("\0new", 4);
  CodingRow wished = coding;
  wished.auditor = "another";
  wished.site = "another";
  wished.create_us = 0;
  ASSERT_THAT(Write([&](Transaction& t) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(t.UpdateResource(resource));
                CASELENS_RETURN_IF_ERROR(
                    t.InsertResource(SampleResource(coding.template_name)));
                CASELENS_RETURN_IF_ERROR(t.RevokeToken("k"));
                return t.UpdateCoding(wished);
              }),
              IsOk());
  EXPECT_THAT(Read([](Reader& r) { return r.GetResource(kSampleTemplate); }),
              Holds(resource));
  EXPECT_THAT(Read([&](Reader& r) { return r.GetCoding(all_, coding.id); }),
              Holds(coding));
  TokenRow token = SampleToken("k");
  token.revoked = true;
  EXPECT_THAT(Read([](Reader& r) { return r.GetToken("k"); }), Holds(token));
}

TEST_P(StoreRows, TokensAreListedByPrincipalAndEndWhenTold) {
  WriteSamples();
  TokenRow later = SampleToken("l");
  TokenRow others = SampleToken("m");
  others.principal = "principals/eve";
  ASSERT_THAT(Write([&](Transaction& t) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(
                    t.InsertResource(SampleResource(others.principal)));
                CASELENS_RETURN_IF_ERROR(t.InsertToken(later));
                CASELENS_RETURN_IF_ERROR(t.InsertToken(others));
                return t.ExpireToken("l", 7);
              }),
              IsOk());
  later.expire_us = 7;
  const auto list = [](const Page& page) {
    return [page](Reader& r) { return r.ListTokens(kSamplePrincipal, page); };
  };
  EXPECT_THAT(Read(list({.limit = 10})),
              Holds(std::vector<TokenRow>{SampleToken("k"), later}));
  EXPECT_THAT(Read(list({.after = "k", .limit = 10})),
              Holds(std::vector<TokenRow>{later}));
  EXPECT_THAT(Read(list({.limit = 1})),
              Holds(std::vector<TokenRow>{SampleToken("k")}));
}

TEST_P(StoreRows, OldRepliesAreForgottenAndNoOthers) {
  ReplyRow old = SampleReply("old");
  old.create_us = 99;
  ReplyRow young = SampleReply("young");
  young.create_us = 100;
  ASSERT_THAT(Write([&](Transaction& t) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(t.InsertReply(old));
                CASELENS_RETURN_IF_ERROR(t.InsertReply(young));
                return t.PruneReplies(100);
              }),
              IsOk());
  EXPECT_THAT(Read([](Reader& r) { return r.GetReply("ada", "old"); }),
              Fails(absl::StatusCode::kNotFound));
  EXPECT_THAT(Read([](Reader& r) { return r.GetReply("ada", "young"); }),
              Holds(young));
}

TEST_P(StoreRows, RepliesOfOneCallerAreNotAnothers) {
  WriteSamples();
  EXPECT_THAT(Read([](Reader& r) { return r.GetReply("bob", "q"); }),
              Fails(absl::StatusCode::kNotFound));
}

TEST_P(StoreRows, WordsCanGoFromSnapshotsAndReplies) {
  WriteSamples();
  SnapshotRow snapshot = sample_.snapshot;
  snapshot.document = "without the words";
  ReplyRow reply = SampleReply("about");
  reply.subject = "studies/s/codings/x";
  ASSERT_THAT(Write([&](Transaction& t) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(t.InsertReply(reply));
                CASELENS_RETURN_IF_ERROR(t.UpdateSnapshot(snapshot));
                return t.DeleteReplies(reply.subject);
              }),
              IsOk());
  EXPECT_THAT(Read([&](Reader& r) { return r.ListSnapshots(snapshot.coding); }),
              Holds(std::vector<SnapshotRow>{snapshot}));
  EXPECT_THAT(Read([](Reader& r) { return r.GetReply("ada", "about"); }),
              Fails(absl::StatusCode::kNotFound));
  EXPECT_THAT(Read([](Reader& r) { return r.GetReply("ada", "q"); }),
              Holds(SampleReply("q")));
}

TEST_P(StoreRows, WhatIsAbsentIsNotFound) {
  const auto not_found = Fails(absl::StatusCode::kNotFound);
  EXPECT_THAT(Read([](Reader& r) { return r.GetResource("x"); }), not_found);
  EXPECT_THAT(Read([](Reader& r) { return r.GetToken("x"); }), not_found);
  EXPECT_THAT(Read([](Reader& r) { return r.GetReply("x", "x"); }), not_found);
  EXPECT_THAT(Read([this](Reader& r) { return r.GetCaseFile(all_, "x"); }),
              not_found);
  EXPECT_THAT(Read([this](Reader& r) { return r.GetAssignment(all_, "x"); }),
              not_found);
  EXPECT_THAT(Read([this](Reader& r) { return r.GetCoding(all_, "x"); }),
              not_found);
  EXPECT_THAT(Read([](Reader& r) { return r.ListSnapshots("x"); }),
              Holds(std::vector<SnapshotRow>{}));
  EXPECT_THAT(Read([this](Reader& r) { return r.CountCaseFiles(all_, "C1"); }),
              Holds(0));
}

inline std::vector<StoreRows::BadChange> StoreRows::BadChanges() const {
  constexpr auto kTaken = absl::StatusCode::kAlreadyExists;
  constexpr auto kAbsent = absl::StatusCode::kNotFound;
  const SampleCase taken = sample_;
  SampleCase other = MakeCase("s", "C1", "b");
  const auto with = [](auto row, auto change) {
    change(row);
    return row;
  };
  // Of `taken`, under a new id.
  const auto same_record = with(
      other.file, [&](CaseFileRow& row) { row.record = taken.file.record; });
  const auto same_auditor = with(taken.assignment, [](AssignmentRow& row) {
    row.id = "assignmentb";
    row.rank = 2;
  });
  const auto same_rank = with(taken.assignment, [](AssignmentRow& row) {
    row.id = "assignmentb";
    row.auditor = "bob";
  });
  const auto same_assignment =
      with(taken.coding, [](CodingRow& row) { row.id = "codingb"; });
  const auto no_file = other.assignment;
  const auto no_template = with(taken.coding, [](CodingRow& row) {
    row.template_name = "templates/none";
  });
  const auto no_principal = with(SampleToken("b"), [](TokenRow& row) {
    row.principal = "principals/none";
  });
  using T = Transaction;
  return {
      {"resource name", kTaken,
       [](T& t) { return t.InsertResource(SampleResource(kSampleTemplate)); }},
      {"token id", kTaken,
       [](T& t) { return t.InsertToken(SampleToken("k")); }},
      {"case file id", kTaken,
       [=](T& t) {
         return t.InsertCaseFile(with(
             taken.file, [](CaseFileRow& row) { row.record = "another"; }));
       }},
      {"record of a site", kTaken,
       [=](T& t) { return t.InsertCaseFile(same_record); }},
      {"assignment id", kTaken,
       [=](T& t) { return t.InsertAssignment(taken.assignment); }},
      {"auditor of a file", kTaken,
       [=](T& t) { return t.InsertAssignment(same_auditor); }},
      {"rank in a file", kTaken,
       [=](T& t) { return t.InsertAssignment(same_rank); }},
      {"coding id", kTaken, [=](T& t) { return t.InsertCoding(taken.coding); }},
      {"coding of an assignment", kTaken,
       [=](T& t) { return t.InsertCoding(same_assignment); }},
      {"version of a snapshot", kTaken,
       [=](T& t) { return t.InsertSnapshot(taken.snapshot); }},
      {"sequence of an event", kTaken,
       [](T& t) { return t.AppendEvent(SampleEvent(1)); }},
      {"request id", kTaken,
       [](T& t) { return t.InsertReply(SampleReply("q")); }},
      {"token of no principal", kAbsent,
       [=](T& t) { return t.InsertToken(no_principal); }},
      {"assignment of no file", kAbsent,
       [=](T& t) { return t.InsertAssignment(no_file); }},
      {"coding of no file", kAbsent,
       [=](T& t) { return t.InsertCoding(other.coding); }},
      {"coding with no template", kAbsent,
       [=](T& t) -> absl::Status {
         CASELENS_RETURN_IF_ERROR(t.InsertCaseFile(other.file));
         CASELENS_RETURN_IF_ERROR(t.InsertAssignment(other.assignment));
         return t.InsertCoding(with(other.coding, [&](CodingRow& row) {
           row.template_name = no_template.template_name;
         }));
       }},
      {"snapshot of no coding", kAbsent,
       [=](T& t) { return t.InsertSnapshot(other.snapshot); }},
      {"update of no resource", kAbsent,
       [](T& t) { return t.UpdateResource(SampleResource("studies/x")); }},
      {"update of no coding", kAbsent,
       [=](T& t) { return t.UpdateCoding(other.coding); }},
      {"revocation of no token", kAbsent,
       [](T& t) { return t.RevokeToken("b"); }},
      {"end of no token", kAbsent, [](T& t) { return t.ExpireToken("b", 1); }},
  };
}

TEST_P(StoreRows, KeysAreUniqueAndReferencesExist) {
  WriteSamples();
  for (const BadChange& bad : BadChanges()) {
    EXPECT_THAT(Write(bad.change), Fails(bad.code)) << bad.what;
  }
  EXPECT_THAT(Read([this](Reader& r) { return CheckSamples(r); }), IsOk())
      << "a failed change left something";
}

TEST_P(StoreRows, ErrorsNeverCarryStoredValues) {
  WriteSamples();
  for (const BadChange& bad : BadChanges()) {
    const std::string message(Write(bad.change).message());
    for (const std::string value :
         {"ada", "file", "assignmenta", "codinga", "Ra", "C1", "R", "rdac",
          "principals", "templates", "family", "child"}) {
      EXPECT_EQ(message.find(value), std::string::npos)
          << bad.what << ": " << message;
    }
  }
}

}  // namespace caselens

#endif  // TESTS_CONFORMANCE_STORE_ROWS_H_
