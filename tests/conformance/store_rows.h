#ifndef TESTS_CONFORMANCE_STORE_ROWS_H_
#define TESTS_CONFORMANCE_STORE_ROWS_H_

#include <algorithm>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

#include "tests/conformance/store_fixture.h"

namespace caselens {

// Every row comes back as it went in; keys are unique; what is referred to
// exists; pages hold every row once.
class StoreRows : public StoreConformance {
 protected:
  const Scope all_{.study = "s", .all_sites = true, .sites = {}};
  const SampleCase sample_ = MakeCase("s", "C1", "a");

  void WriteSamples() {
    ASSERT_THAT(Write([this](Transaction& t) -> absl::Status {
                  CASELENS_RETURN_IF_ERROR(InsertFoundations(t));
                  CASELENS_RETURN_IF_ERROR(t.InsertToken(SampleToken("k")));
                  CASELENS_RETURN_IF_ERROR(InsertCase(t, sample_));
                  CASELENS_RETURN_IF_ERROR(t.AppendEvent(SampleEvent(1)));
                  return t.InsertReply(SampleReply("q"));
                }),
                IsOk());
  }

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
  EXPECT_THAT(reader.ListCodings(all_, {}, {.limit = 10}),
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

TEST_P(StoreRows, AnAssignmentWithoutACodingSaysSo) {
  AssignmentRow wanted = sample_.assignment;
  wanted.coding = "";
  wanted.coding_state = 0;
  wanted.coding_reveals = 0;
  wanted.coding_update_us = 0;
  ASSERT_THAT(Write([&](Transaction& t) -> absl::Status {
                CASELENS_RETURN_IF_ERROR(t.InsertCaseFile(sample_.file));
                return t.InsertAssignment(sample_.assignment);
              }),
              IsOk());
  EXPECT_THAT(Read([&](Reader& r) { return r.GetAssignment(all_, wanted.id); }),
              Holds(wanted));
}

TEST_P(StoreRows, AFileHasOneCoderOfARankButAnyNumberOfPilotCoders) {
  constexpr int kPilotCoder = 4;
  WriteSamples();
  for (const int rank : {1, 2, 3, kPilotCoder}) {
    for (const std::string auditor : {"bob", "cyd"}) {
      AssignmentRow row = sample_.assignment;
      row.id = absl::StrCat("assignment-", rank, auditor);
      row.rank = rank;
      row.auditor = absl::StrCat(auditor, rank);
      const bool taken = rank == 1 || (rank != kPilotCoder && auditor == "cyd");
      EXPECT_EQ(
          Write([&](Transaction& t) { return t.InsertAssignment(row); }).code(),
          taken ? absl::StatusCode::kAlreadyExists : absl::StatusCode::kOk)
          << row.id;
    }
  }
}

TEST_P(StoreRows, AWithdrawnAssignmentFreesItsFileAndRank) {
  WriteSamples();
  AssignmentRow again = sample_.assignment;
  again.id = "again";
  again.coding = "";
  again.coding_state = 0;
  again.coding_reveals = 0;
  again.coding_update_us = 0;
  EXPECT_THAT(Write([&](Transaction& t) { return t.InsertAssignment(again); }),
              Fails(absl::StatusCode::kAlreadyExists));
  ASSERT_THAT(
      Write([&](Transaction& t) -> absl::Status {
        CASELENS_RETURN_IF_ERROR(t.WithdrawAssignment(sample_.assignment.id));
        return t.InsertAssignment(again);
      }),
      IsOk());
  AssignmentRow withdrawn = sample_.assignment;
  withdrawn.withdrawn = true;
  using Rows = std::vector<AssignmentRow>;
  const auto list = [&](const AssignmentFilter& filter) {
    return Read([&](Reader& r) {
      return r.ListAssignments(all_, filter, {.limit = 10});
    });
  };
  EXPECT_THAT(list({}), Holds(Rows{again}));
  EXPECT_THAT(list({.with_withdrawn = true}), Holds(Rows{again, withdrawn}));
  EXPECT_THAT(
      Read([&](Reader& r) { return r.GetAssignment(all_, withdrawn.id); }),
      Holds(withdrawn));
  EXPECT_THAT(Write([](Transaction& t) { return t.WithdrawAssignment("no"); }),
              Fails(absl::StatusCode::kNotFound));
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

inline KeptSpanRow SampleKeptSpan(const SampleCase& sample,
                                  const std::string& id) {
  return {.id = id,
          .study = sample.file.study,
          .site = sample.file.site,
          .coding = sample.coding.id,
          .case_file = sample.file.id,
          .field = "document.answers[A.x].text",
          .start_character = 3,
          .end_character = 9,
          .type = "PERSON",
          .detectors_version = "7",
          .reason = 2,
          .author = "ada",
          .create_us = 1'700'000'000'000'001,
          .mac = AllBytes().substr(100, 32),
          .state = 1,
          .reader = "bob",
          .review_us = 5};
}

TEST_P(StoreRows, KeptSpansOfACodingAreReplacedAsAWhole) {
  WriteSamples();
  const KeptSpanRow a = SampleKeptSpan(sample_, "a");
  KeptSpanRow b = SampleKeptSpan(sample_, "b");
  b.state = 2;
  const auto replace = [&](const std::vector<KeptSpanRow>& rows) {
    return Write([&](Transaction& t) {
      return t.ReplaceKeptSpans(sample_.coding.id, rows);
    });
  };
  const auto list = [&](const KeptSpanFilter& filter) {
    return Read([&](Reader& r) {
      return r.ListKeptSpans(all_, filter, {.limit = 10});
    });
  };
  using Rows = std::vector<KeptSpanRow>;
  ASSERT_THAT(replace({a, b}), IsOk());
  EXPECT_THAT(list({}), Holds(Rows{a, b}));
  EXPECT_THAT(list({.state = 2}), Holds(Rows{b}));
  EXPECT_THAT(list({.site = "D1"}), Holds(Rows{}));
  EXPECT_THAT(list({.coding = sample_.coding.id}), Holds(Rows{a, b}));
  EXPECT_THAT(Read([&](Reader& r) { return r.GetKeptSpan(all_, "a"); }),
              Holds(a));
  ASSERT_THAT(replace({b}), IsOk());
  EXPECT_THAT(list({}), Holds(Rows{b}));
  EXPECT_THAT(Read([&](Reader& r) { return r.GetKeptSpan(all_, "a"); }),
              Fails(absl::StatusCode::kNotFound));
}

TEST_P(StoreRows, KeptSpansOutOfScopeAreInvisible) {
  WriteSamples();
  ASSERT_THAT(Write([&](Transaction& t) {
                return t.ReplaceKeptSpans(sample_.coding.id,
                                          {SampleKeptSpan(sample_, "a")});
              }),
              IsOk());
  for (const Scope& scope :
       {Scope{.study = "s", .sites = {"D1"}}, Scope{.study = "s"},
        Scope{.study = "other", .all_sites = true}}) {
    EXPECT_THAT(Read([&](Reader& r) { return r.GetKeptSpan(scope, "a"); }),
                Fails(absl::StatusCode::kNotFound));
    EXPECT_THAT(Read([&](Reader& r) {
                  return r.ListKeptSpans(scope, {}, {.limit = 10});
                }),
                Holds(std::vector<KeptSpanRow>{}));
  }
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

// The keys of all pages, read one behind the other.
using ListKeys = std::function<absl::StatusOr<std::vector<std::string>>(
    Reader&, const Page&)>;

inline std::vector<std::string> AllPages(Reader& reader, const ListKeys& list,
                                         int size) {
  std::vector<std::string> keys;
  Page page{.limit = size};
  while (true) {
    const auto rows = list(reader, page);
    if (!rows.ok()) {
      ADD_FAILURE() << rows.status().ToString();
      return keys;
    }
    EXPECT_LE(rows->size(), size);
    keys.insert(keys.end(), rows->begin(), rows->end());
    if (rows->size() < static_cast<size_t>(size)) return keys;
    page.after = rows->back();
  }
}

template <typename Row, typename Key>
absl::StatusOr<std::vector<std::string>> Keys(
    const absl::StatusOr<std::vector<Row>>& rows, Key key) {
  if (!rows.ok()) return rows.status();
  std::vector<std::string> keys;
  for (const Row& row : *rows) keys.push_back(absl::StrCat(row.*key));
  return keys;
}

inline absl::StatusOr<std::vector<std::string>> ByFileKeys(
    const absl::StatusOr<std::vector<CodingRow>>& rows) {
  if (!rows.ok()) return rows.status();
  std::vector<std::string> keys;
  for (const CodingRow& row : *rows)
    keys.push_back(absl::StrCat(row.case_file, "/", row.auditor));
  return keys;
}

TEST_P(StoreRows, CodingsOfAFileComeTogetherWhateverTheirIds) {
  ASSERT_THAT(Write(&InsertFoundations), IsOk());
  std::vector<std::string> files;
  for (int i = 0; i < 4; ++i) {
    const SampleCase sample = MakeCase("s", "C1", absl::StrCat("-", i));
    SampleCase second = sample;
    second.assignment.id = absl::StrCat("assignment-of-second", i);
    second.assignment.auditor = "zoe";
    second.assignment.rank = 2;
    second.coding.id = absl::StrCat(9 - i);
    second.coding.assignment = second.assignment.id;
    second.coding.auditor = "zoe";
    ASSERT_THAT(
        Write([&](Transaction& t) -> absl::Status {
          CASELENS_RETURN_IF_ERROR(InsertCase(t, sample));
          CASELENS_RETURN_IF_ERROR(t.InsertAssignment(second.assignment));
          return t.InsertCoding(second.coding);
        }),
        IsOk());
    files.insert(files.end(), 2, sample.file.id);
  }
  std::vector<std::string> found;
  std::vector<int> ranks;
  ASSERT_THAT(Read([&](Reader& r) -> absl::Status {
                CASELENS_ASSIGN_OR_RETURN(
                    const std::vector<CodingRow> rows,
                    r.ListCodingsByFile(all_, {}, {.limit = 100}));
                for (const CodingRow& row : rows) {
                  found.push_back(row.case_file);
                  ranks.push_back(row.rank);
                }
                return absl::OkStatus();
              }),
              IsOk());
  EXPECT_EQ(found, files);
  EXPECT_THAT(ranks, testing::ElementsAre(1, 2, 1, 2, 1, 2, 1, 2));
}

TEST_P(StoreRows, PagesOfAnySizeHoldEveryRowOnceAndInOrder) {
  constexpr int kRows = 23;
  ASSERT_THAT(Write(&InsertFoundations), IsOk());
  for (int i = 0; i < kRows; ++i) {
    // Ids in no order; every third row is of another site, study or auditor.
    const std::string tag = absl::StrCat("-", (i * 7) % kRows + 100);
    const bool other = i % 3 == 0;
    SampleCase sample = MakeCase("s", other ? "C2" : "C1", tag);
    EventRow event = SampleEvent(i + 1);
    event.study = other ? "other" : "s";
    ASSERT_THAT(Write([&](Transaction& t) -> absl::Status {
                  CASELENS_RETURN_IF_ERROR(InsertCase(t, sample));
                  CASELENS_RETURN_IF_ERROR(t.AppendEvent(event));
                  return t.InsertResource(SampleResource(absl::StrCat(
                      other ? "studies/o/x/" : "studies/s/x/", tag)));
                }),
                IsOk());
  }
  const Scope one{.study = "s", .all_sites = false, .sites = {"C1"}};
  const std::vector<ListKeys> lists = {
      [](Reader& r, const Page& p) {
        return Keys(r.ListResources("x", "studies/s", p), &ResourceRow::name);
      },
      [&](Reader& r, const Page& p) {
        return Keys(r.ListCaseFiles(one, {}, p), &CaseFileRow::id);
      },
      [&](Reader& r, const Page& p) {
        return Keys(r.ListAssignments(one, {.auditor = "ada"}, p),
                    &AssignmentRow::id);
      },
      [&](Reader& r, const Page& p) {
        return Keys(r.ListCodings(one, {}, p), &CodingRow::id);
      },
      [&](Reader& r, const Page& p) {
        return ByFileKeys(r.ListCodingsByFile(one, {}, p));
      },
      [](Reader& r, const Page& p) {
        return Keys(r.ListEvents("s", {}, p), &EventRow::sequence);
      },
      [](Reader& r, const Page& p) {
        return Keys(r.ListEvents("s", {.resource = SampleEvent(1).resource}, p),
                    &EventRow::sequence);
      }};
  for (size_t i = 0; i < lists.size(); ++i) {
    const auto all =
        Read([&](Reader& r) { return AllPages(r, lists[i], 2 * kRows); });
    EXPECT_EQ(all.size(), 15) << "list " << i;
    const auto less = [](const std::string& a, const std::string& b) {
      return a.size() == b.size() ? a < b : a.size() < b.size();
    };
    EXPECT_TRUE(std::is_sorted(all.begin(), all.end(), less)) << "list " << i;
    for (int size = 1; size <= kRows; ++size) {
      EXPECT_EQ(Read([&](Reader& r) { return AllPages(r, lists[i], size); }),
                all)
          << "list " << i << ", pages of " << size;
    }
  }
}

TEST_P(StoreRows, APageOfEventsBeginsBehindANumber) {
  EXPECT_THAT(Read([](Reader& r) {
                return r.ListEvents("s", {}, {.after = "x", .limit = 1});
              }),
              Fails(absl::StatusCode::kInvalidArgument));
}

}  // namespace caselens

#endif  // TESTS_CONFORMANCE_STORE_ROWS_H_
