#ifndef AUDIT_SERVICE_SERVER_SERVICES_H_
#define AUDIT_SERVICE_SERVER_SERVICES_H_

#include <memory>
#include <string>
#include <vector>

#include "audit_service/dispatcher.h"
#include "audit_service/jobs/fit_runner.h"
#include "audit_service/workflow/catalogue.h"

namespace grpc {
class Service;
}  // namespace grpc

namespace caselens {

// Every service of the contract, for one server. `dispatcher`, `catalogue` and
// `runner` outlive them.
std::vector<std::unique_ptr<grpc::Service>> MakeServices(
    Dispatcher& dispatcher, Catalogue& catalogue, FitRunner& runner,
    const std::string& token_key);

}  // namespace caselens

#endif  // AUDIT_SERVICE_SERVER_SERVICES_H_
