#ifndef AUDIT_SERVICE_STREAM_H_
#define AUDIT_SERVICE_STREAM_H_

#include "absl/status/status.h"

namespace caselens {

// Where a handler that streams puts its messages, whatever carries them.
//
// Thread-safe. Neither call blocks.
template <typename Message>
class Sink {
 public:
  virtual ~Sink() = default;

  // Sends `message`, or puts it in place of one that still waits: a caller
  // sees the newest state, not every state. False if nobody listens any more.
  virtual bool Push(const Message& message) = 0;
  // Ends the stream, once, behind the last message.
  virtual void Finish(const absl::Status& status) = 0;
};

}  // namespace caselens

#endif  // AUDIT_SERVICE_STREAM_H_
