#ifndef AUDIT_SERVICE_FLAGS_H_
#define AUDIT_SERVICE_FLAGS_H_

#include <CLI/CLI.hpp>
#include <string>

#include "audit_service/data_folder.h"
#include "audit_service/operations/log.h"
#include "audit_service/server/server.h"
#include "storage/sqlite/sqlite_store.h"

namespace caselens {

// What the commands of caselensd are told.
struct Flags {
  SqliteOptions store;
  DataFolder data;
  ServerOptions server = {.listen = "127.0.0.1:7600",
                          .connections = ServerOptions().connections,
                          .rates = {},
                          .admin_socket = {},
                          .tls = {},
                          .sign_on = {},
                          .token_key = {},
                          .backup_folder = {},
                          .log = nullptr,
                          .keys = nullptr,
                          .on_dead = {}};
  Log::Level log_level = Log::Level::kInfo;
  bool check_config = false;
  std::string health_of;
  std::string principal = "administrator";
  std::string token_file;
  std::string backup;
  std::string new_master_key;
};

// The commands, which fill in `flags`; it outlives `app`.
void AddCommands(CLI::App& app, Flags& flags);

}  // namespace caselens

#endif  // AUDIT_SERVICE_FLAGS_H_
