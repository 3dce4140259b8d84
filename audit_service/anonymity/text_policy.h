#ifndef AUDIT_SERVICE_ANONYMITY_TEXT_POLICY_H_
#define AUDIT_SERVICE_ANONYMITY_TEXT_POLICY_H_

#include "google/protobuf/descriptor.h"

namespace caselens {

// What the guard does with a string of a request.
enum class TextPolicy {
  // Nothing passes that may identify anybody. What the table does not list.
  kStrict,
  // Strict, but a service may be reached: telephone, mail, address, place.
  kContact,
  // An id that a caller chooses: no direct identifier.
  kChosenId,
  // Of a coding: checked with the coding, where a warning can be kept.
  kCoding,
  // Of a template: checked with the template, where what a published revision
  // holds already is not looked at again.
  kTemplate,
  // The handler takes one of a few forms or known values and refuses the rest.
  kStructured,
};

// Deny by default: a field is kStrict unless the table says otherwise.
TextPolicy TextPolicyOf(const google::protobuf::FieldDescriptor& field);

}  // namespace caselens

#endif  // AUDIT_SERVICE_ANONYMITY_TEXT_POLICY_H_
