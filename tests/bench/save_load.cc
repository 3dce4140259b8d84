// A load client: N clients, each saving its own draft again and again, each
// save acknowledged after its fsync.
//
//   save_load ADDRESS TOKEN_FILE DRAFTS CLIENTS SECONDS codes|texts|refused
//             [CA CERTIFICATE KEY]
//
// DRAFTS holds a line `coding etag` for each draft. A save is about 4 kB of
// codes; with texts, about 1,000 characters in words that every save changes
// beside fewer codes; refused: codes without a token, which the service turns
// away before it reads them. Prints `saves p50_us p99_us seconds`.

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <grpcpp/grpcpp.h>

#include "absl/strings/str_cat.h"

#include "caselens/v1/coding.grpc.pb.h"

namespace caselens {
namespace {

using Clock = std::chrono::steady_clock;

struct Draft {
  std::string coding;
  std::string etag;
};

std::vector<Draft> ReadDrafts(const std::string& path) {
  std::ifstream file(path);
  std::vector<Draft> drafts;
  Draft draft;
  while (file >> draft.coding >> draft.etag) drafts.push_back(draft);
  return drafts;
}

std::string NewRequestId(std::mt19937_64& random) {
  constexpr char kHex[] = "0123456789abcdef";
  std::string id(36, '-');
  for (size_t i = 0; i < id.size(); ++i) {
    if (i != 8 && i != 13 && i != 18 && i != 23) id[i] = kHex[random() % 16];
  }
  return id;
}

// A paraphrase of 50 characters, another one for each save.
std::string Paraphrase(size_t save) {
  constexpr std::array<const char*, 4> kWho = {"mother", "father", "teacher",
                                               "nurse"};
  return absl::StrCat("the ", kWho[save % kWho.size()],
                      " said so at a meeting and wrote it down");
}

// Half the indicators of couples: five of them, or one with paraphrases.
void FillChanges(v1::Document& changes, bool with_texts, size_t save) {
  changes.add_people()->set_id("P1");
  const int couples = with_texts ? 1 : 5;
  for (int c = 1; c <= couples; ++c) {
    const std::string other = absl::StrCat("P", c + 1);
    const std::string id = absl::StrCat("R", c);
    changes.add_people()->set_id(other);
    v1::Relationship& couple = *changes.add_relationships();
    couple.set_id(id);
    couple.set_person_1("P1");
    couple.set_person_2(other);
    couple.add_periods(v1::Relationship::CURRENT);
    for (const std::string& direction :
         {absl::StrCat("P1>", other), absl::StrCat(other, ">P1")}) {
      for (int k = 1; k <= 10; ++k) {
        v1::Answer& answer = *changes.add_answers();
        answer.set_field(absl::StrCat("B.K", k));
        answer.set_instance(absl::StrCat(id, "/CURRENT/", direction));
        answer.add_codes(save % 2 == 0 ? "2" : "3");
        if (with_texts) answer.set_paraphrase(Paraphrase(save));
      }
    }
  }
}

// Saves `draft` until `end`; the time of each save in microseconds.
std::vector<int64_t> Save(v1::CodingService::Stub& stub,
                          const std::string& token, Draft draft,
                          bool with_texts, Clock::time_point end) {
  std::mt19937_64 random(std::random_device{}());
  std::vector<int64_t> times;
  while (Clock::now() < end) {
    v1::SaveAnswersRequest request;
    request.set_name(draft.coding);
    request.set_etag(draft.etag);
    request.set_request_id(NewRequestId(random));
    FillChanges(*request.mutable_changes(), with_texts, times.size());
    grpc::ClientContext context;
    if (!token.empty()) {
      context.AddMetadata("authorization", absl::StrCat("Bearer ", token));
    }
    v1::SaveAnswersResponse response;
    const Clock::time_point begin = Clock::now();
    const grpc::Status status = stub.SaveAnswers(&context, request, &response);
    if (status.ok() == token.empty()) {
      std::cerr << "save_load: "
                << (status.ok() ? "not refused" : status.error_message())
                << "\n";
      std::exit(EXIT_FAILURE);
    }
    times.push_back(std::chrono::duration_cast<std::chrono::microseconds>(
                        Clock::now() - begin)
                        .count());
    if (status.ok()) draft.etag = response.etag();
  }
  return times;
}

std::string TextOf(const std::string& path) {
  std::ifstream file(path);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::shared_ptr<grpc::ChannelCredentials> CredentialsOf(
    const std::vector<std::string>& arguments) {
  if (arguments.size() < 9) return grpc::InsecureChannelCredentials();
  return grpc::SslCredentials({.pem_root_certs = TextOf(arguments[6]),
                               .pem_private_key = TextOf(arguments[8]),
                               .pem_cert_chain = TextOf(arguments[7])});
}

int Main(const std::vector<std::string>& arguments) {
  if (arguments.size() != 6 && arguments.size() != 9) {
    std::cerr << "usage: save_load ADDRESS TOKEN_FILE DRAFTS CLIENTS SECONDS "
                 "codes|texts|refused [CA CERTIFICATE KEY]\n";
    return EXIT_FAILURE;
  }
  std::string token;
  if (arguments[5] != "refused") std::ifstream(arguments[1]) >> token;
  const std::vector<Draft> drafts = ReadDrafts(arguments[2]);
  const size_t clients = std::stoul(arguments[3]);
  const auto length = std::chrono::seconds(std::stol(arguments[4]));
  const auto stub = v1::CodingService::NewStub(
      grpc::CreateChannel(arguments[0], CredentialsOf(arguments)));
  const bool with_texts = arguments[5] == "texts";

  std::vector<std::vector<int64_t>> times(clients);
  std::vector<std::thread> threads;
  const Clock::time_point end = Clock::now() + length;
  for (size_t i = 0; i < clients; ++i) {
    threads.emplace_back([&, i] {
      times[i] = Save(*stub, token, drafts.at(i), with_texts, end);
    });
  }
  for (std::thread& thread : threads) thread.join();

  std::vector<int64_t> all;
  for (const auto& one : times) all.insert(all.end(), one.begin(), one.end());
  std::sort(all.begin(), all.end());
  std::cout << all.size() << " " << all[all.size() / 2] << " "
            << all[all.size() * 99 / 100] << " " << arguments[4] << "\n";
  return EXIT_SUCCESS;
}

}  // namespace
}  // namespace caselens

int main(int argc, char** argv) {
  return caselens::Main({argv + 1, argv + argc});
}
