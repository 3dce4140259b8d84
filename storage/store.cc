#include "storage/store.h"

#include <future>
#include <utility>

namespace caselens {

absl::Status Store::WriteNow(Change change) {
  std::promise<absl::Status> answer;
  Write(std::move(change),
        [&answer](const absl::Status& status) { answer.set_value(status); });
  return answer.get_future().get();
}

}  // namespace caselens
