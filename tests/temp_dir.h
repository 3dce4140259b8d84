#ifndef TESTS_TEMP_DIR_H_
#define TESTS_TEMP_DIR_H_

#include <cstdlib>
#include <filesystem>
#include <string>
#include <system_error>

namespace caselens {

// A new empty directory, removed with all it holds at the end.
class TempDir {
 public:
  TempDir() {
    const auto parent = std::filesystem::temp_directory_path();
    path_ = (parent / ("caselens-test-" + std::string(6, 'X'))).string();
    if (mkdtemp(path_.data()) == nullptr) std::abort();
  }
  ~TempDir() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TempDir(const TempDir&) = delete;
  TempDir& operator=(const TempDir&) = delete;

  // Of `name` in the directory.
  std::string Path(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

}  // namespace caselens

#endif  // TESTS_TEMP_DIR_H_
