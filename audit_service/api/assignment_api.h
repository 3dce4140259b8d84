#ifndef AUDIT_SERVICE_API_ASSIGNMENT_API_H_
#define AUDIT_SERVICE_API_ASSIGNMENT_API_H_

#include "caselens/v1/assignment.pb.h"
#include "storage/rows.h"

namespace caselens {

void RenderAssignment(const AssignmentRow& row, v1::Assignment& message);

}  // namespace caselens

#endif  // AUDIT_SERVICE_API_ASSIGNMENT_API_H_
