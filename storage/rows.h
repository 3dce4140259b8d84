#ifndef STORAGE_ROWS_H_
#define STORAGE_ROWS_H_

#include <cstdint>
#include <string>

namespace caselens {

// Rows as stored. Documents are bytes that storage never looks into; `salt` is
// 32 random bytes, drawn anew with every version of a document. Times are
// microseconds since 1970 UTC. Ids are made by the service.

struct ResourceRow {
  std::string name;        // studies/s/sites/C1
  std::string collection;  // sites
  std::string parent;      // studies/s
  std::string case_file;   // whose content it holds, or ""
  int64_t version = 1;
  int64_t create_us = 0;
  std::string salt;
  std::string document;
  bool operator==(const ResourceRow&) const = default;
};

struct TokenRow {
  std::string id;
  std::string principal;
  std::string mac;
  int64_t expire_us = 0;
  bool revoked = false;
  bool operator==(const TokenRow&) const = default;
};

struct CaseFileRow {
  std::string id;
  std::string study;
  std::string site;
  std::string record;
  std::string child;
  std::string family;
  std::string episode;
  bool has_dva = false;
  int64_t create_us = 0;
  std::string salt;
  std::string document;
  bool operator==(const CaseFileRow&) const = default;
};

struct AssignmentRow {
  std::string id;
  std::string study;
  std::string site;
  std::string case_file;
  std::string auditor;
  int rank = 0;
  int wave = 0;
  bool withdrawn = false;
  int64_t create_us = 0;
  std::string due_date;  // YYYY-MM-DD, or ""
  std::string salt;
  std::string record;            // of the case file; not stored here
  std::string coding;            // "" until there is one; not stored here
  int coding_state = 0;          // 0 until there is one; not stored here
  int coding_reveals = 0;        // of that coding; not stored here
  int64_t coding_update_us = 0;  // of that coding; not stored here
  bool operator==(const AssignmentRow&) const = default;
};

struct CodingRow {
  std::string id;
  std::string study;
  std::string site;
  std::string case_file;
  std::string assignment;
  std::string auditor;
  std::string template_name;
  int state = 0;
  int reveals = 0;  // how many the auditor has seen
  int64_t version = 1;
  // Versions whose snapshots hold the last submission, and the last one from
  // before any reveal; 0 while there is none.
  int64_t submit_version = 0;
  int64_t blind_version = 0;
  int64_t create_us = 0;
  int64_t update_us = 0;
  int64_t submit_us = 0;
  std::string salt;
  std::string document;
  std::string packed;  // what counts and agreement need of it, or ""
  std::string record;  // of the case file; not stored here
  int rank = 0;        // of the assignment; not stored here
  int wave = 0;        // of the assignment; not stored here
  bool operator==(const CodingRow&) const = default;
};

struct SnapshotRow {
  std::string coding;
  int64_t version = 0;
  int64_t sequence = 0;
  std::string salt;
  std::string document;
  bool operator==(const SnapshotRow&) const = default;
};

// A span of a coding that may identify somebody and that stays.
struct KeptSpanRow {
  std::string id;
  std::string study;
  std::string site;
  std::string coding;
  std::string case_file;
  std::string field;        // path of the text in the coding
  int start_character = 0;  // code points of that text
  int end_character = 0;
  std::string type;
  std::string detectors_version;
  int reason = 0;
  std::string author;
  int64_t create_us = 0;
  std::string mac;  // keyed hash of the folded span
  int state = 0;
  std::string reader;  // "" while it waits
  int64_t review_us = 0;
  std::string salt;
  bool operator==(const KeptSpanRow&) const = default;
};

struct EventRow {
  int64_t sequence = 0;
  std::string study;
  std::string case_file;
  std::string actor;
  std::string resource;
  std::string record;
  bool operator==(const EventRow&) const = default;
};

// A hash of the tree over the events.
struct HashRow {
  int64_t place = 0;  // dense, from 0
  std::string hash;
  bool operator==(const HashRow&) const = default;
};

struct ReplyRow {
  std::string principal;
  std::string request_id;
  std::string digest;
  std::string subject;
  int64_t create_us = 0;
  std::string response;
  bool operator==(const ReplyRow&) const = default;
};

}  // namespace caselens

#endif  // STORAGE_ROWS_H_
