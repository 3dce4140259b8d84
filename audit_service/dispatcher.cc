#include "audit_service/dispatcher.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>

#include "absl/algorithm/container.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/anonymity/request_guard.h"
#include "audit_service/api/errors.h"
#include "audit_service/api/names.h"
#include "typology/base/status_macros.h"

namespace caselens {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;

// The string field `field` of `message`, or "" if it has none.
std::string StringField(const Message& message, const std::string& field) {
  const FieldDescriptor* const descriptor =
      message.GetDescriptor()->FindFieldByName(field);
  if (descriptor == nullptr || descriptor->is_repeated() ||
      descriptor->cpp_type() != FieldDescriptor::CPPTYPE_STRING) {
    return "";
  }
  return message.GetReflection()->GetString(message, descriptor);
}

// The resource that a request is about: `name`, `parent`, or the `name` of the
// resource that an update carries.
std::string ResourceOf(const Message& request) {
  for (const char* const field : {"name", "parent"}) {
    std::string name = StringField(request, field);
    if (!name.empty()) return name;
  }
  const FieldDescriptor* const first =
      request.GetDescriptor()->FindFieldByNumber(1);
  if (first == nullptr || first->is_repeated() ||
      first->cpp_type() != FieldDescriptor::CPPTYPE_MESSAGE) {
    return "";
  }
  return StringField(request.GetReflection()->GetMessage(request, first),
                     "name");
}

// A repeated request, as the store remembers it.
struct Repeat {
  std::string principal;
  std::string request_id;
  std::string digest;
};

absl::StatusOr<Repeat> MakeRepeat(const Call& call, const Message& request) {
  Repeat repeat{.principal = call.caller.Id(),
                .request_id = StringField(request, "request_id"),
                .digest = Commitment(call.method, request.SerializeAsString())};
  CASELENS_RETURN_IF_ERROR(CheckRequestId(repeat.request_id));
  return repeat;
}

absl::Status CheckSameRequest(const ReplyRow& reply, const Repeat& repeat) {
  if (reply.digest == repeat.digest) return absl::OkStatus();
  return WithReason(
      absl::AlreadyExistsError(
          "request_id: used before with another request; want a new UUID"),
      "REQUEST_ID_REUSED");
}

// True if `response` now is the first answer.
absl::StatusOr<bool> Replay(Reader& reader, const Repeat& repeat,
                            Message& response) {
  const absl::StatusOr<ReplyRow> reply =
      reader.GetReply(repeat.principal, repeat.request_id);
  if (absl::IsNotFound(reply.status())) return false;
  CASELENS_RETURN_IF_ERROR(reply.status());
  CASELENS_RETURN_IF_ERROR(CheckSameRequest(*reply, repeat));
  if (!response.ParseFromString(reply->response)) {
    return absl::DataLossError("a stored answer does not parse");
  }
  return true;
}

absl::Status TakeTurn(RateLimiter& limiter, absl::string_view key, int cost,
                      absl::Time now) {
  const absl::Duration wait = limiter.Take(key, cost, now);
  if (wait == absl::ZeroDuration()) return absl::OkStatus();
  return WithRetryDelay(
      WithReason(absl::ResourceExhaustedError(
                     "too many calls in too short a time; try again later"),
                 "TOO_MANY_CALLS"),
      wait);
}

// A full disk or queue may have room again soon.
absl::Status WithAdvice(const absl::Status& status) {
  return absl::IsResourceExhausted(status)
             ? WithRetryDelay(status, absl::Milliseconds(limits::kRetryMillis))
             : status;
}

}  // namespace

Dispatcher::Dispatcher(Store& store, const Environment& environment,
                       const anonymity::Guard& guard,
                       const Authenticator& authenticator,
                       CallObserver& observer, const CallRates& rates)
    : store_(store),
      environment_(environment),
      guard_(guard),
      authenticator_(authenticator),
      observer_(observer),
      addresses_(rates.of_address, limits::kRememberedAddresses),
      principals_(rates.of_principal, limits::kRememberedPrincipals) {}

Dispatcher::Observed Dispatcher::Observe(const Arrival& arrival, Answer done) {
  auto report = std::make_shared<CallReport>();
  report->method = arrival.method;
  report->trace = arrival.trace;
  return {.report = report,
          .done = [this, report, start = std::chrono::steady_clock::now(),
                   done = std::move(done)](const absl::Status& status) {
            report->code = status.code();
            report->reason = ReasonOf(status);
            report->took =
                absl::FromChrono(std::chrono::steady_clock::now() - start);
            observer_.OnAnswer(*report);
            done(status);
          }};
}

absl::Status Dispatcher::CheckAddress(const Arrival& arrival) {
  if (arrival.address.empty()) return absl::OkStatus();
  return TakeTurn(addresses_, arrival.address, 1, environment_.now());
}

absl::StatusOr<Call> Dispatcher::Admit(const Arrival& arrival, Reader& reader,
                                       CallReport& report) {
  const absl::Time now = environment_.now();
  CASELENS_ASSIGN_OR_RETURN(Caller caller, authenticator_.Authenticate(
                                               reader, arrival.evidence, now));
  report.principal = caller.Id();
  CASELENS_RETURN_IF_ERROR(
      TakeTurn(principals_, caller.Id(), CostOf(arrival.method), now));
  if (arrival.parse != nullptr) CASELENS_RETURN_IF_ERROR(arrival.parse());
  CASELENS_ASSIGN_OR_RETURN(
      Scope scope,
      Authorize(caller, arrival.method, ResourceOf(*arrival.request)));
  return Call{.caller = std::move(caller),
              .scope = std::move(scope),
              .method = arrival.method,
              .now = now,
              .environment = &environment_};
}

absl::Status Dispatcher::Read(const Arrival& arrival, ReadHandler handler) {
  absl::Status answer;
  const Observed observed = Observe(
      arrival, [&answer](const absl::Status& status) { answer = status; });
  absl::Status status = CheckAddress(arrival);
  if (status.ok()) {
    status = store_.Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(const Call call,
                                Admit(arrival, reader, *observed.report));
      CASELENS_RETURN_IF_ERROR(handler(call, reader));
      if (absl::c_linear_search(MethodsThatReadCodings(), arrival.method)) {
        observer_.OnRead(call, ResourceOf(*arrival.request));
      }
      return absl::OkStatus();
    });
  }
  observed.done(status);
  return answer;
}

void Dispatcher::Write(const Arrival& arrival, Message& response,
                       const WriteHandler& handler, Store::Done answer) {
  Observed observed = Observe(arrival, std::move(answer));
  if (const absl::Status turn = CheckAddress(arrival); !turn.ok()) {
    observed.done(turn);
    return;
  }
  Repeat repeat;
  Plan plan;
  const absl::Status decided = store_.Read([&](Reader& reader) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(const Call call,
                              Admit(arrival, reader, *observed.report));
    CASELENS_ASSIGN_OR_RETURN(repeat, MakeRepeat(call, *arrival.request));
    CASELENS_ASSIGN_OR_RETURN(const bool replayed,
                              Replay(reader, repeat, response));
    if (replayed) return absl::OkStatus();
    CASELENS_RETURN_IF_ERROR(CheckRequestTexts(guard_, *arrival.request));
    CASELENS_ASSIGN_OR_RETURN(plan, handler(call, reader));
    return absl::OkStatus();
  });
  if (!decided.ok() || plan.change == nullptr) {
    observed.done(decided);
    return;
  }
  std::string subject = ResourceOf(*arrival.request);
  // Another call with the same id may be committed between here and there.
  auto was_replayed = std::make_shared<bool>(false);
  auto change = [was_replayed, repeat = std::move(repeat),
                 subject = std::move(subject),
                 now_us = absl::ToUnixMicros(environment_.now()),
                 change = std::move(plan.change),
                 &response](Transaction& transaction) -> absl::Status {
    CASELENS_ASSIGN_OR_RETURN(*was_replayed,
                              Replay(transaction, repeat, response));
    if (*was_replayed) return absl::OkStatus();
    CASELENS_RETURN_IF_ERROR(change(transaction));
    return transaction.InsertReply({.principal = repeat.principal,
                                    .request_id = repeat.request_id,
                                    .digest = repeat.digest,
                                    .subject = subject,
                                    .create_us = now_us,
                                    .response = response.SerializeAsString()});
  };
  store_.Write(std::move(change),
               [this, was_replayed, after = std::move(plan.after),
                done = std::move(observed.done)](const absl::Status& status) {
                 observer_.OnChange(status);
                 if (status.ok() && !*was_replayed && after != nullptr) after();
                 done(WithAdvice(status));
               });
}

}  // namespace caselens
