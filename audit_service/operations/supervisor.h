#ifndef AUDIT_SERVICE_OPERATIONS_SUPERVISOR_H_
#define AUDIT_SERVICE_OPERATIONS_SUPERVISOR_H_

#include <string>

namespace caselens {

// Tells systemd how the service is, as sd_notify(3) does: `READY=1`,
// `WATCHDOG=1`, `STOPPING=1`. Does nothing where nobody asked to be told
// (NOTIFY_SOCKET).
void NotifySupervisor(const std::string& state);

}  // namespace caselens

#endif  // AUDIT_SERVICE_OPERATIONS_SUPERVISOR_H_
