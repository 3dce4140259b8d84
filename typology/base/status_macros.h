#ifndef TYPOLOGY_BASE_STATUS_MACROS_H_
#define TYPOLOGY_BASE_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"

// Returns early from the enclosing function when `expr` is not OK.
#define CASELENS_RETURN_IF_ERROR(expr) \
  CASELENS_RETURN_IF_ERROR_(CASELENS_CAT_(status_, __LINE__), expr)
#define CASELENS_RETURN_IF_ERROR_(tmp, expr)                \
  do {                                                      \
    if (absl::Status tmp = (expr); !(tmp).ok()) return tmp; \
  } while (false)

// NOLINTBEGIN(bugprone-macro-parentheses): `lhs` may be a declaration.
// Declares `lhs` from a StatusOr, or returns its error.
#define CASELENS_ASSIGN_OR_RETURN(lhs, expr) \
  CASELENS_ASSIGN_OR_RETURN_(CASELENS_CAT_(result_, __LINE__), lhs, expr)
#define CASELENS_ASSIGN_OR_RETURN_(tmp, lhs, expr) \
  auto tmp = (expr);                               \
  if (!tmp.ok()) return std::move(tmp).status();   \
  lhs = *std::move(tmp)
// NOLINTEND(bugprone-macro-parentheses)
#define CASELENS_CAT_(a, b) CASELENS_CAT_IMPL_(a, b)
#define CASELENS_CAT_IMPL_(a, b) a##b

#endif  // TYPOLOGY_BASE_STATUS_MACROS_H_
