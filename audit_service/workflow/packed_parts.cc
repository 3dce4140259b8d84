#include "audit_service/workflow/packed_parts.h"

#include <utility>

#include "typology/base/bytes.h"

namespace caselens {

std::string JoinParts(const PackedParts& parts) {
  ByteWriter writer;
  writer.Text(parts.counted);
  writer.Text(parts.rated);
  return std::move(writer).Take();
}

PackedParts SplitParts(absl::string_view packed) {
  ByteReader reader(packed);
  PackedParts parts;
  const bool fits = reader.Text(parts.counted) && reader.Text(parts.rated) &&
                    reader.left().empty();
  return fits ? parts : PackedParts();
}

}  // namespace caselens
