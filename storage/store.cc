#include "storage/store.h"

#include <future>
#include <memory>
#include <utility>

namespace caselens {

absl::Status Store::WriteNow(Change change) {
  // Shared: the writer may still be inside set_value when get returns.
  auto answer = std::make_shared<std::promise<absl::Status>>();
  std::future<absl::Status> future = answer->get_future();
  Write(std::move(change),
        [answer](const absl::Status& status) { answer->set_value(status); });
  return future.get();
}

}  // namespace caselens
