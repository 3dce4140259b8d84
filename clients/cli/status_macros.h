#ifndef CLIENTS_CLI_STATUS_MACROS_H_
#define CLIENTS_CLI_STATUS_MACROS_H_

#include <utility>

#include "absl/status/status.h"

// The client includes nothing but the contract, so it has its own two macros.

// Returns early from the enclosing function when `expr` is not OK.
#define CLI_RETURN_IF_ERROR(expr)                      \
  do {                                                 \
    if (absl::Status s_ = (expr); !s_.ok()) return s_; \
  } while (false)

// NOLINTBEGIN(bugprone-macro-parentheses): `lhs` may be a declaration.
// Declares `lhs` from a StatusOr, or returns its error.
#define CLI_ASSIGN_OR_RETURN(lhs, expr) \
  CLI_ASSIGN_OR_RETURN_(CLI_CAT_(result_, __LINE__), lhs, expr)
#define CLI_ASSIGN_OR_RETURN_(tmp, lhs, expr)    \
  auto tmp = (expr);                             \
  if (!tmp.ok()) return std::move(tmp).status(); \
  lhs = *std::move(tmp)
// NOLINTEND(bugprone-macro-parentheses)
#define CLI_CAT_(a, b) CLI_CAT_IMPL_(a, b)
#define CLI_CAT_IMPL_(a, b) a##b

#endif  // CLIENTS_CLI_STATUS_MACROS_H_
