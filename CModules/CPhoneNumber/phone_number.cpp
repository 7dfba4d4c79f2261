// SPDX-License-Identifier: GPL-3.0-or-later
#include "phone_number.h"

#include <phonenumbers/phonenumberutil.h>

#include <cstring>
#include <string>

using i18n::phonenumbers::PhoneNumber;
using i18n::phonenumbers::PhoneNumberUtil;

bool phone_number_knows(const char *region) {
  return PhoneNumberUtil::GetInstance()->GetCountryCodeForRegion(region) != 0;
}

enum phone_number_kind phone_number_read(const char *text, const char *region, bool in_use, char e164[24]) {
  const PhoneNumberUtil &plans = *PhoneNumberUtil::GetInstance();
  PhoneNumber number;
  e164[0] = '\0';
  switch (plans.Parse(text, region != nullptr ? region : "ZZ", &number)) {
    case PhoneNumberUtil::NO_PARSING_ERROR: break;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE_ERROR: return PHONE_NUMBER_NO_COUNTRY;
    case PhoneNumberUtil::TOO_SHORT_AFTER_IDD:
    case PhoneNumberUtil::TOO_SHORT_NSN: return PHONE_NUMBER_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG_NSN: return PHONE_NUMBER_TOO_LONG;
    default: return PHONE_NUMBER_NOT_A_NUMBER;
  }
  std::string formatted;
  plans.Format(number, PhoneNumberUtil::E164, &formatted);
  if (formatted.size() > 23) return PHONE_NUMBER_TOO_LONG;
  std::memcpy(e164, formatted.c_str(), formatted.size() + 1);
  if (in_use && plans.IsValidNumber(number)) return PHONE_NUMBER_VALID;
  switch (plans.IsPossibleNumberWithReason(number)) {
    case PhoneNumberUtil::IS_POSSIBLE: return PHONE_NUMBER_POSSIBLE;
    case PhoneNumberUtil::IS_POSSIBLE_LOCAL_ONLY: return PHONE_NUMBER_LOCAL;
    case PhoneNumberUtil::TOO_SHORT: return PHONE_NUMBER_TOO_SHORT;
    case PhoneNumberUtil::TOO_LONG: return PHONE_NUMBER_TOO_LONG;
    case PhoneNumberUtil::INVALID_COUNTRY_CODE: return PHONE_NUMBER_NO_COUNTRY;
    case PhoneNumberUtil::INVALID_LENGTH: return PHONE_NUMBER_WRONG_LENGTH;
  }
  return PHONE_NUMBER_WRONG_LENGTH;
}
