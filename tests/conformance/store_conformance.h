#ifndef TESTS_CONFORMANCE_STORE_CONFORMANCE_H_
#define TESTS_CONFORMANCE_STORE_CONFORMANCE_H_

// What every storage backend promises. Include it in one test program per
// backend and say CASELENS_STORE_CONFORMANCE(Name, backend).

#include "tests/conformance/store_assignments.h"
#include "tests/conformance/store_changes.h"
#include "tests/conformance/store_erasure.h"
#include "tests/conformance/store_history.h"
#include "tests/conformance/store_kept_spans.h"
#include "tests/conformance/store_pages.h"
#include "tests/conformance/store_rows.h"
#include "tests/conformance/store_scope.h"

#define CASELENS_STORE_CONFORMANCE(name, backend)                             \
  INSTANTIATE_TEST_SUITE_P(name, StoreRows, testing::Values(backend));        \
  INSTANTIATE_TEST_SUITE_P(name, StoreAssignments, testing::Values(backend)); \
  INSTANTIATE_TEST_SUITE_P(name, StoreKeptSpans, testing::Values(backend));   \
  INSTANTIATE_TEST_SUITE_P(name, StoreHistory, testing::Values(backend));     \
  INSTANTIATE_TEST_SUITE_P(name, StoreErasure, testing::Values(backend));     \
  INSTANTIATE_TEST_SUITE_P(name, StorePages, testing::Values(backend));       \
  INSTANTIATE_TEST_SUITE_P(name, StoreScope, testing::Values(backend));       \
  INSTANTIATE_TEST_SUITE_P(name, StoreChanges, testing::Values(backend))

#endif  // TESTS_CONFORMANCE_STORE_CONFORMANCE_H_
