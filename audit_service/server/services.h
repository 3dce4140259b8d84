#ifndef AUDIT_SERVICE_SERVER_SERVICES_H_
#define AUDIT_SERVICE_SERVER_SERVICES_H_

#include <memory>
#include <string>

#include "audit_service/anonymity/placeholder_memory.h"
#include "audit_service/counting/study_index.h"
#include "audit_service/dispatcher.h"
#include "audit_service/jobs/eraser.h"
#include "audit_service/jobs/fit_runner.h"
#include "audit_service/jobs/history_verifier.h"
#include "audit_service/jobs/release_runner.h"
#include "audit_service/sealing/key_store.h"
#include "audit_service/server/method_table.h"
#include "audit_service/workflow/catalogue.h"
#include "audit_service/workflow/coding_texts.h"
#include "storage/store.h"
#include "typology/anonymity/guard.h"
#include "typology/transparency/signed_note.h"

namespace caselens {

// What the handlers share.
struct HandlerParts {
  Store& store;
  Catalogue& catalogue;
  const anonymity::Guard& guard;
  PlaceholderMemory& memory;
  const CodingTexts& texts;
  StudyIndexes& indexes;
  FitRunner& runner;
  ReleaseRunner& releases;
  const NoteVerifier& log;
  HistoryVerifier& verifier;
  Eraser& eraser;
  KeyStore* keys;  // may be null
  const std::string& token_key;
  const std::string& backup_folder;
};

// Every method of the contract. `dispatcher` and `parts` outlive the table.
std::unique_ptr<MethodTable> MakeMethodTable(Dispatcher& dispatcher,
                                             const HandlerParts& parts);

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_SERVICES_H_
