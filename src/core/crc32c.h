// CRC-32C (Castagnoli), the checksum of iSCSI, ext4 and others: finds every error of up to 32 bits in a row.
#pragma once

#include <cstdint>
#include <string_view>

namespace sonosweep {

// "123456789" gives 0xE3069283.
std::uint32_t crc32c(std::string_view bytes);

}  // namespace sonosweep
