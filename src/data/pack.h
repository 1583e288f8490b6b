// What a pack holds: one HDF5 file with all frames of all videos, the confidence maps, the clinical tables.
// This header is the small part that fits in memory.
//
// Layout, schema version 2 (V videos, N frames, A annotation rows, C classes, images H x W):
//   /               attributes schema, schema_version, classes [C], name, program_version, sha256
//   /frames         uint8 [N,H,W], one frame a chunk, each with HDF5's own checksum (Fletcher-32)
//   /videos/..      [V]: {id,patient,view,sha256} text, day int32, {first_frame,num_frames} int64,
//                   {fps,depth_cm} float64;
//                   fit text, {offset_x,offset_y,scale_x,scale_y} float64: how pixels became those of the
//                   pack (struct Geometry)
//   /annotations/.. [A]: {video,frame} int64, annotator text;
//                   confidence uint16 [A,C,H,W], basis points 0..10000
//   /clinical/..    patient text, day int32, {sf_ratio,sf_ratio_raw} float64
//   /patients/..    id text, readmitted_30d int8 (0, 1, -1 = unknown)
//   /{videos,clinical,patients}/columns/<NAME>
//                   text, if any: further columns of videos.csv, clinical.csv, patients.csv
//                   (in NAME '/' is written %2F, '%' %25, a leading '.' %2E)
//   /notes          text, one a note: what packing noted and left out; paths are relative to the source
//   folder /truth/..       synthetic data only: masks uint8 [A,C,H,W] 0/1, parameters one JSON text;
//                   frame_masks uint8 [N,C,B], where known for every frame:
//                   one bit a pixel (bit_masks.h), B = ceil(H W / 8)
// Text is UTF-8 of fixed length, filled up with zero bytes. Each dataset has an attribute `sha256`: 64
// hexadecimal digits of the SHA-256 over its values in row-major order, little-endian; for text over each
// value's UTF-8 bytes followed by one zero byte. The root's is over the texts schema_version, name,
// program_version, classes.. in the same way.
//
// Schema version 1 has no /notes, no columns of videos and clinical rows, and does not say the geometry; its
// root's sha256 is over name, program_version, classes... Both versions are read; the newer one is written.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace sonosweep::data {

constexpr const char* kPackSchema = "sonosweep-pack";
constexpr int kPackSchemaVersion = 2, kOldestPackSchemaVersion = 1;

// Further columns of a table as text, by name; every row of the table has the same names.
using TextColumns = std::map<std::string, std::string>;

// How a video's pixels became those of the pack: column = offset_x + scale_x * source column, in continuous
// coordinates with the top left corner of the picture at (0,0); rows likewise.
struct Geometry {
  std::string fit = "stretch";  // stretch, pad or crop; "" where a pack of version 1 does not say
  double offset_x = 0, offset_y = 0, scale_x = 1, scale_y = 1;
};

struct Video {
  std::string id;
  std::string patient;
  int day = -1;                  // integer >= 0, chronological; -1 where none is given
  std::string view;              // R1 R2 R3 L1 L2 L3, or "" where none is given
  std::int64_t first_frame = 0;  // row in /frames
  std::int64_t num_frames = 0;
  double fps = 0;       // 0 = unknown
  double depth_cm = 0;  // 0 = unknown
  std::string sha256;   // over the raw bytes of its frames
  Geometry geometry = {};
  TextColumns columns = {};  // of videos.csv
};

struct Annotation {
  std::int64_t video = 0;  // row in /videos
  std::int64_t frame = 0;  // within the video
  std::string annotator;
};

struct ClinicalRow {
  std::string patient;
  int day = 0;
  double sf_ratio = 0;       // raw / 477 (or the --sf-scale of packing)
  double sf_ratio_raw = 0;   // as recorded
  TextColumns columns = {};  // of clinical.csv
};

struct Patient {
  std::string id;
  int readmitted_30d = -1;   // 0, 1, -1 = unknown
  TextColumns columns = {};  // of patients.csv
};

struct PackIndex {
  int schema_version = kPackSchemaVersion;
  std::string name;
  std::string program_version;
  std::vector<std::string> classes;  // channel order
  std::int64_t num_frames = 0;       // N
  int height = 0, width = 0;
  std::vector<Video> videos;
  std::vector<Annotation> annotations;
  std::vector<ClinicalRow> clinical;
  std::vector<Patient> patients;  // every patient of /videos, in order of first appearance
  bool has_truth = false;
  bool has_frame_truth = false;    // true structures of every frame, not of the annotated ones only
  std::string truth_parameters;    // JSON text, "" if none
  std::vector<std::string> notes;  // what packing noted and left out
  // The identity of this data: SHA-256 over the lines "<dataset> <sha256>\n", for example "/frames 12ab..",
  // in (byte) order of the dataset names.
  std::string checksum;
};

// The six views of the protocol; "" is allowed where no clinical task is wanted.
bool is_known_view(const std::string& view);
const std::vector<std::string>& known_views();

// What is wrong with the tables: ids twice, rows outside their table, values out of range. One line per
// fault, each beginning with the dataset it is about; empty = nothing.
std::vector<std::string> pack_index_faults(const PackIndex& index);

// PackIndex::checksum from the datasets' checksums (name with leading slash -> 64 hexadecimal digits).
std::string pack_checksum(const std::map<std::string, std::string>& dataset_checksums);

}  // namespace sonosweep::data
