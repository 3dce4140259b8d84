#include "audit_service/server/server.h"

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <grpcpp/ext/channelz_service_plugin.h>
#include <grpcpp/ext/health_check_service_server_builder_option.h>
#include <grpcpp/grpcpp.h>
#include <grpcpp/health_check_service_interface.h>
#include <grpcpp/impl/service_type.h>
#include <sys/stat.h>
#include <unistd.h>

#include "absl/base/thread_annotations.h"
#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

#include "audit_service/access/policy.h"
#include "audit_service/counting/study_index.h"
#include "audit_service/dispatcher.h"
#include "audit_service/history/history_log.h"
#include "audit_service/jobs/eraser.h"
#include "audit_service/jobs/fit_runner.h"
#include "audit_service/jobs/history_verifier.h"
#include "audit_service/jobs/read_recorder.h"
#include "audit_service/jobs/release_runner.h"
#include "audit_service/limits.h"
#include "audit_service/operations/clock_watch.h"
#include "audit_service/operations/old_replies.h"
#include "audit_service/operations/supervisor.h"
#include "audit_service/operations/write_watch.h"
#include "audit_service/server/acceptor.h"
#include "audit_service/server/credentials.h"
#include "audit_service/server/operations_service.h"
#include "audit_service/server/reflection.h"
#include "audit_service/server/self_probe.h"
#include "audit_service/server/services.h"
#include "audit_service/workflow/catalogue.h"
#include "audit_service/workflow/rescan.h"
#include "caselens/operations/v1/operations.grpc.pb.h"
#include "grpc/health/v1/health.grpc.pb.h"
#include "typology/base/mutex.h"
#include "typology/base/status_macros.h"
#include "typology/transparency/signed_note.h"

namespace caselens {
namespace {

constexpr mode_t kOwnerOnly = 0177;
constexpr std::chrono::seconds kProbeTime{2};
constexpr absl::Duration kProbeWait = absl::Seconds(5);

constexpr int kMillis = 1000;
constexpr int kMinuteMillis = 60 * kMillis;

void SetConnectionLimits(grpc::ServerBuilder& builder) {
  const auto set = [&builder](const char* name, int value) {
    builder.AddChannelArgument(name, value);
  };
  set(GRPC_ARG_SERVER_HANDSHAKE_TIMEOUT_MS,
      limits::kHandshakeSeconds * kMillis);
  set(GRPC_ARG_MAX_CONNECTION_IDLE_MS, limits::kMaxIdleMinutes * kMinuteMillis);
  set(GRPC_ARG_MAX_CONNECTION_AGE_MS,
      limits::kMaxConnectionMinutes * kMinuteMillis);
  set(GRPC_ARG_MAX_CONNECTION_AGE_GRACE_MS,
      limits::kStreamGraceMinutes * kMinuteMillis);
  set(GRPC_ARG_KEEPALIVE_TIME_MS, limits::kKeepaliveSeconds * kMillis);
  set(GRPC_ARG_KEEPALIVE_TIMEOUT_MS,
      limits::kKeepaliveTimeoutSeconds * kMillis);
  set(GRPC_ARG_HTTP2_MIN_RECV_PING_INTERVAL_WITHOUT_DATA_MS,
      limits::kMinPingSeconds * kMillis);
}

void SetLimits(grpc::ServerBuilder& builder) {
  SetConnectionLimits(builder);
  builder.SetResourceQuota(
      grpc::ResourceQuota("caselensd").Resize(limits::kMaxRequestMemory));
  builder.SetMaxReceiveMessageSize(limits::kMaxRequestBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_METADATA_SIZE,
                             limits::kMaxMetadataBytes);
  builder.AddChannelArgument(GRPC_ARG_MAX_CONCURRENT_STREAMS,
                             limits::kMaxConcurrentStreams);
  // Two servers on one port would each get half of the callers.
  builder.AddChannelArgument(GRPC_ARG_ALLOW_REUSEPORT, 0);
}

// One listener with services of its own.
struct Listener {
  std::unique_ptr<MethodTable> contract;
  std::vector<std::unique_ptr<grpc::Service>> services;
  std::unique_ptr<grpc::Server> server;
  std::unique_ptr<Acceptor> acceptor;  // of TCP

  absl::Status StartOnTcp(const std::string& address,
                          const ConnectionLimits& connections,
                          const std::shared_ptr<grpc::ServerCredentials>& how) {
    CASELENS_ASSIGN_OR_RETURN(acceptor, Acceptor::Bind(address));
    grpc::ServerBuilder builder;
    using grpc::experimental::ExternalConnectionAcceptor;
    std::shared_ptr<ExternalConnectionAcceptor> taker(
        builder.experimental().AddExternalConnectionAcceptor(
            grpc::ServerBuilder::experimental_type::ExternalConnectionType::
                FROM_FD,
            how));
    CASELENS_RETURN_IF_ERROR(Start(address, builder));
    acceptor->Start(connections, [taker](int descriptor) {
      ExternalConnectionAcceptor::NewConnectionParameters connection;
      connection.listener_fd = -1;
      connection.fd = descriptor;
      taker->HandleNewConnection(&connection);
    });
    return absl::OkStatus();
  }

  absl::Status StartOnSocket(const std::string& path) {
    const std::string address = absl::StrCat("unix:", path);
    grpc::ServerBuilder builder;
    builder.AddListeningPort(address, grpc::InsecureServerCredentials());
    return Start(address, builder);
  }

  absl::Status Start(const std::string& address, grpc::ServerBuilder& builder) {
    SetLimits(builder);
    builder.RegisterCallbackGenericService(contract.get());
    for (const auto& service : services) builder.RegisterService(service.get());
    server = builder.BuildAndStart();
    if (server == nullptr) {
      return absl::UnavailableError(
          absl::StrCat("cannot listen on ", address, "; is it in use?"));
    }
    ShowHealth();
    return absl::OkStatus();
  }

  // All that a prober may ask for.
  void ShowHealth() const {
    grpc::HealthCheckServiceInterface& health =
        *server->GetHealthCheckService();
    for (const MethodPolicy& policy : Policies()) {
      const auto slash = policy.method.find('/');
      health.SetServingStatus(
          absl::StrCat("caselens.v1.", policy.method.substr(0, slash)), true);
    }
    health.SetServingStatus(kHealthOfChanges, true);
    health.SetServingStatus(true);
  }

  void ShowChanges(bool can_be_made) const {
    if (server == nullptr) return;
    server->GetHealthCheckService()->SetServingStatus(kHealthOfChanges,
                                                      can_be_made);
  }

  void Shutdown(absl::Duration grace) const {
    if (server == nullptr) return;
    if (acceptor != nullptr) acceptor->Stop();
    server->GetHealthCheckService()->SetServingStatus(false);
    server->Shutdown(std::chrono::system_clock::now() +
                     absl::ToChronoNanoseconds(grace));
  }
};

// Passes on what becomes of calls.
class Telemetry final : public CallObserver {
 public:
  Telemetry(Instruments instruments, ReadRecorder& reads, WriteWatch& changes)
      : instruments_(instruments), reads_(reads), changes_(changes) {}

  void OnAnswer(const CallReport& report) override {
    instruments_.metrics.Call(report);
    instruments_.log.Call(report);
  }
  void OnRead(const Call& call, const std::string& resource) override {
    reads_.Note(call, resource);
  }
  void OnChange(const absl::Status& status) override { changes_.Note(status); }

 private:
  const Instruments instruments_;
  ReadRecorder& reads_;
  WriteWatch& changes_;
};

class GrpcServer final : public Server {
 public:
  GrpcServer(Store& store, const Environment& environment,
             std::unique_ptr<Catalogue> catalogue, const ServerOptions& options,
             std::unique_ptr<SignOn> sign_on, Instruments instruments)
      : store_(store),
        environment_(environment),
        instruments_(instruments),
        catalogue_(std::move(catalogue)),
        token_key_(options.token_key),
        memory_(token_key_),
        texts_(guard_, memory_, token_key_),
        indexes_(*catalogue_),
        authenticator_(token_key_, std::move(sign_on)),
        reads_(store, environment),
        changes_(store, [this](bool can_be_made) { ShowChanges(can_be_made); }),
        clock_(store, environment),
        telemetry_(instruments, reads_, changes_),
        dispatcher_(store, environment, guard_, authenticator_, telemetry_,
                    options.rates),
        runner_(store, environment),
        releases_(store, environment),
        log_(options.log->Verifier()),
        verifier_(store, log_),
        eraser_(store, environment, *options.log, options.keys),
        rescan_(
            Rescan(store, environment, texts_, anonymity::kDetectorsVersion)) {}
  ~GrpcServer() override { Shutdown(absl::Seconds(1)); }
  GrpcServer(const GrpcServer&) = delete;
  GrpcServer& operator=(const GrpcServer&) = delete;

  absl::Status Start(const ServerOptions& options) {
    CASELENS_RETURN_IF_ERROR(CheckTransport(options.listen, options.tls));
    CASELENS_RETURN_IF_ERROR(runner_.Start());
    CASELENS_RETURN_IF_ERROR(releases_.Start());
    const HandlerParts parts{.store = store_,
                             .catalogue = *catalogue_,
                             .guard = guard_,
                             .memory = memory_,
                             .texts = texts_,
                             .indexes = indexes_,
                             .runner = runner_,
                             .releases = releases_,
                             .log = log_,
                             .verifier = verifier_,
                             .eraser = eraser_,
                             .keys = options.keys,
                             .token_key = token_key_,
                             .backup_folder = options.backup_folder};
    public_.contract = MakeMethodTable(dispatcher_, parts);
    CASELENS_RETURN_IF_ERROR(public_.StartOnTcp(
        options.listen, options.connections, MakeCredentials(options.tls)));
    if (!options.admin_socket.empty()) {
      admin_.contract = MakeMethodTable(dispatcher_, parts);
      admin_.services.push_back(MakeReflectionService());
      admin_.services.push_back(
          MakeOperationsService([this] { return MetricsText(); }));
      CASELENS_RETURN_IF_ERROR(StartAdmin(options.admin_socket));
    }
    Watch(options);
    return absl::OkStatus();
  }

  int Port() const override { return public_.acceptor->Port(); }

  void Shutdown(absl::Duration grace) override {
    probe_.reset();
    {
      const MutexLock lock(health_mu_);
      shows_health_ = false;
    }
    // Ends the streams that would keep the listeners waiting.
    runner_.Stop();
    releases_.Stop();
    verifier_.Stop();
    eraser_.Stop();
    public_.Shutdown(grace);
    admin_.Shutdown(grace);
    reads_.Flush().IgnoreError();  // or when this is destroyed
  }

 private:
  absl::Status StartAdmin(const std::string& path) {
    // Of every server built from here on: the public one is there already.
    grpc::channelz::experimental::InitChannelzService();
    unlink(path.c_str());
    // The socket is born with the rights it keeps.
    const mode_t before = umask(kOwnerOnly);
    absl::Status started = admin_.StartOnSocket(path);
    umask(before);
    return started;
  }

  // From now on the service looks after itself.
  void Watch(const ServerOptions& options) {
    {
      const MutexLock lock(health_mu_);
      shows_health_ = true;
    }
    ShowChanges(changes_.TakesChanges());
    Log& log = instruments_.log;
    probe_ = std::make_unique<SelfProbe>(
        options.between_probes,
        [this] {
          LookAtTheClock();
          ForgetRepliesHourly();
          return public_.acceptor->Probe(kProbeWait);
        },
        SelfProbe::Tell{
            .well = [] { NotifySupervisor("WATCHDOG=1"); },
            .unwell = [&log] { log.Error("the listener does not answer"); },
            .dead = options.on_dead});
  }

  void LookAtTheClock() {
    const absl::StatusOr<bool> jumped = clock_.Check();
    if (jumped.ok() && *jumped) {
      instruments_.log.Warning("the clock was put forward or back");
    }
  }

  // On the probe's thread alone. What fails waits an hour longer.
  void ForgetRepliesHourly() {
    const absl::Time now = environment_.now();
    if (now < next_forgetting_) return;
    next_forgetting_ = now + absl::Hours(1);
    store_.Write(ForgetOldReplies(now), [](const absl::Status&) {});
  }

  void ShowChanges(bool can_be_made) {
    const MutexLock lock(health_mu_);
    if (!shows_health_) return;
    public_.ShowChanges(can_be_made);
    admin_.ShowChanges(can_be_made);
  }

  std::string MetricsText() {
    CurrentFigures now{.changes_waiting = store_.Counts().waiting,
                       .connections_refused = public_.acceptor->Refused(),
                       .reads_lost = reads_.Lost(),
                       .reads_waiting = reads_.Waiting(),
                       .takes_changes = changes_.TakesChanges()};
    const absl::Status read = store_.Read([&](Reader& reader) -> absl::Status {
      CASELENS_ASSIGN_OR_RETURN(const SignedTree tree,
                                LoadSignedTree(reader, log_));
      now.history_size = tree.head.size;
      return absl::OkStatus();
    });
    if (!read.ok()) instruments_.log.Error("the history's head cannot be read");
    return instruments_.metrics.Text(now);
  }

  Store& store_;
  const Environment& environment_;
  const Instruments instruments_;
  const std::unique_ptr<Catalogue> catalogue_;
  const std::string token_key_;
  const anonymity::Guard guard_;
  PlaceholderMemory memory_;
  const CodingTexts texts_;
  StudyIndexes indexes_;
  const Authenticator authenticator_;
  Mutex health_mu_;
  bool shows_health_ ABSL_GUARDED_BY(health_mu_) = false;
  ReadRecorder reads_;
  WriteWatch changes_;
  ClockWatch clock_;
  Telemetry telemetry_;
  Dispatcher dispatcher_;
  FitRunner runner_;
  ReleaseRunner releases_;
  const NoteVerifier& log_;
  HistoryVerifier verifier_;
  Eraser eraser_;
  BackgroundRescan rescan_;
  Listener public_;
  Listener admin_;
  absl::Time next_forgetting_ = environment_.now() + absl::Hours(1);
  std::unique_ptr<SelfProbe> probe_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Server>> StartServer(
    Store& store, const Environment& environment, const ServerOptions& options,
    Instruments instruments) {
  grpc::EnableDefaultHealthCheckService(true);
  CASELENS_ASSIGN_OR_RETURN(std::unique_ptr<Catalogue> catalogue,
                            Catalogue::Create());
  CASELENS_ASSIGN_OR_RETURN(std::unique_ptr<SignOn> sign_on,
                            SignOn::Open(options.sign_on));
  auto server =
      std::make_unique<GrpcServer>(store, environment, std::move(catalogue),
                                   options, std::move(sign_on), instruments);
  CASELENS_RETURN_IF_ERROR(server->Start(options));
  return server;
}

absl::Status ProbeHealth(const std::string& address,
                         const std::string& service) {
  const auto stub = grpc::health::v1::Health::NewStub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kProbeTime);
  grpc::health::v1::HealthCheckRequest request;
  request.set_service(service);
  grpc::health::v1::HealthCheckResponse response;
  const grpc::Status status = stub->Check(&context, request, &response);
  if (status.ok() &&
      response.status() == grpc::health::v1::HealthCheckResponse::SERVING) {
    return absl::OkStatus();
  }
  return absl::UnavailableError(absl::StrCat(
      address, " is not serving", service.empty() ? "" : " ", service));
}

absl::StatusOr<std::string> ReadMetrics(const std::string& address) {
  const auto stub = operations::v1::OperationsService::NewStub(
      grpc::CreateChannel(address, grpc::InsecureChannelCredentials()));
  grpc::ClientContext context;
  context.set_deadline(std::chrono::system_clock::now() + kProbeTime);
  operations::v1::GetMetricsResponse response;
  const grpc::Status status = stub->GetMetrics(&context, {}, &response);
  if (status.ok()) return response.text();
  return absl::UnavailableError(
      absl::StrCat(address,
                   ": want the administrators' socket of a service "
                   "that runs"));
}

}  // namespace caselens
