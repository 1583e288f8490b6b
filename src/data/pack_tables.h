// The part of a pack that fits in memory: its columns and the attributes of its root. Private to this folder.
#pragma once

#include <map>
#include <string>

#include "data/h5_file.h"
#include "data/pack.h"

namespace sonosweep::data {

constexpr const char* kFrameTruth = "/truth/frame_masks";

// The datasets' checksums as the file states them, by name ("/frames").
using PackChecksums = std::map<std::string, std::string>;

// Throws DataError if there is no such dataset.
void note_checksum(const H5File& file, const std::string& dataset, PackChecksums& checksums);

// Into `index`: all but what follows from the arrays (num_frames, height, width, has_..) and the checksum.
// Each value is checked against its dataset's checksum. Throws DataError: another schema or version, damage,
// columns of different lengths.
void read_pack_tables(const H5File& file, PackIndex& index, PackChecksums& checksums);

// The groups the tables stand in; first of all.
void create_pack_groups(H5File& file);
void write_pack_tables(H5File& file, const PackIndex& index);

}  // namespace sonosweep::data
