#ifndef CLIENTS_WEB_ANSWERS_H_
#define CLIENTS_WEB_ANSWERS_H_

#include <map>
#include <string>
#include <vector>

#include "absl/strings/string_view.h"

#include "caselens/v1/document.pb.h"
#include "clients/web/http/message.h"

// Answers as fields of an HTML form. A question has a key, `C.role@P1`; its
// answer is spread over the fields
//
//   a:KEY  a code, or ~NR for a missing value; several for several codes
//   t:KEY  text             p:KEY  paraphrase
//   c:KEY  confidence       e:KEY  evidence level     s:KEY  source
//   was:KEY  Fingerprint of the answer when the page was made
//
// and `item` names every key that the form has, so that an answer can go. One
// button more carries a whole grade: `grade`, with what GradeText makes.
namespace caselens::web {

std::string KeyOf(absl::string_view field, absl::string_view instance);
// `C-role-P1`: the key as the id of an element.
std::string ElementId(absl::string_view key);
// The key in `document.answers[C.role, P1].codes`; "" if there is none.
std::string KeyOfPath(absl::string_view path);
// `document.answers[C.role, P1].text`.
std::string PathOf(const v1::Answer& answer, absl::string_view part);

// The same for answers that say the same, wherever they came from.
std::string Fingerprint(const v1::Answer& answer);

// One question of a form that was sent.
struct PostedItem {
  std::string key;
  std::string was;
  v1::Answer answer;  // of the key, also if it holds nothing

  bool IsChanged() const { return Fingerprint(answer) != was; }
};
std::vector<PostedItem> PostedItems(const Fields& form);

// `C.role@P1|3|E3|ASSESS,POLICE`: the question and its whole grade.
std::string GradeText(absl::string_view key, const v1::Grade& grade);

}  // namespace caselens::web

#endif  // CLIENTS_WEB_ANSWERS_H_
