#include "typology/anonymity/phone.h"

#include <cstddef>
#include <string>

#include <phonenumbers/phonenumber.pb.h>
#include <phonenumbers/phonenumberutil.h>

#include "absl/strings/string_view.h"

namespace caselens::anonymity {

bool IsPhoneNumber(absl::string_view digits) {
  using i18n::phonenumbers::PhoneNumberUtil;
  constexpr size_t kMaxDigits = 20;  // E.164 allows 15, and a prefix to dial
  if (digits.size() > kMaxDigits) return false;
  const PhoneNumberUtil& util = *PhoneNumberUtil::GetInstance();
  i18n::phonenumbers::PhoneNumber number;
  return util.Parse(std::string(digits), "GB", &number) ==
             PhoneNumberUtil::NO_PARSING_ERROR &&
         util.IsValidNumber(number);
}

}  // namespace caselens::anonymity
