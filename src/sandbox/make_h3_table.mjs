// Writes h3_table.cpp: where the faces of H3's icosahedron lie, and which base cell each place of a face belongs to; with
// `golden`, writes the cells that the tests compare with. Everything is found by asking h3-js (Apache-2.0,
// https://github.com/uber/h3-js) about many points; no code of it is copied.
//
// usage: npm install h3-js@4.5.0 && node make_h3_table.mjs > h3_table.cpp
//        node make_h3_table.mjs golden > ../../tests/unit/sandbox/h3_golden.hpp
import * as h3 from "h3-js";

const degree = Math.PI / 180;
const dot = (a, b) => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const cross = (a, b) => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
const scaled = (a, s) => a.map((x) => x * s);
const sum = (a, b) => a.map((x, at) => x + b[at]);
const unit = (a) => scaled(a, 1 / Math.sqrt(dot(a, a)));
const toVector = ([latitude, longitude]) => [
  Math.cos(latitude * degree) * Math.cos(longitude * degree),
  Math.cos(latitude * degree) * Math.sin(longitude * degree),
  Math.sin(latitude * degree),
];
const toPosition = (v) => [Math.asin(Math.max(-1, Math.min(1, v[2]))) / degree, Math.atan2(v[1], v[0]) / degree];

// Numbers that anybody can draw again.
let state = 1n;
function random() {
  state = (state * 6364136223846793005n + 1442695040888963407n) & 0xffffffffffffffffn;
  return Number(state >> 11n) / 2 ** 53;
}
const randomVector = () => {
  for (;;) {
    const v = [0, 1, 2].map(() => 2 * random() - 1);
    if (dot(v, v) <= 1 && dot(v, v) > 0.01) return unit(v);
  }
};

// The icosahedron: its corners are the pentagons' centres, its faces are three corners near each other.
const corners = h3.getPentagons(0).map((cell) => unit(toVector(h3.cellToLatLng(cell))));
const faces = [];
for (let i = 0; i < 12; ++i) {
  for (let j = i + 1; j < 12; ++j) {
    for (let k = j + 1; k < 12; ++k) {
      const near = (a, b) => dot(corners[a], corners[b]) > 0.4;
      if (!near(i, j) || !near(j, k) || !near(i, k)) continue;
      const centre = unit(sum(sum(corners[i], corners[j]), corners[k]));
      const axis = unit(sum(corners[i], scaled(centre, -dot(corners[i], centre))));
      faces.push({ centre, axis, other: cross(centre, axis) });
    }
  }
}
const nearestFace = (p) =>
  faces.reduce((best, face, at) => (dot(p, face.centre) > dot(p, faces[best].centre) ? at : best), 0);

// Places of a face are whole numbers a + b w, w a third of a turn. A corner is at 2; a finer grid is a factor of norm 7.
const pitch = Math.sqrt(1 / dot(corners[0], faces.find((f) => dot(f.centre, corners[0]) > 0.7).centre) ** 2 - 1) / 2;
const times = ([a, b], [c, d]) => [a * c - b * d, a * d + b * c - b * d];
const units = [[1, 0], [1, 1], [0, 1], [-1, 0], [-1, -1], [0, -1]];
const digitOfUnit = [4, 6, 2, 3, 1, 5];

function nearestPlace(x, y) {
  const b = y / Math.sqrt(0.75), a = x + b / 2;
  let best, least = Infinity;
  for (const i of [Math.floor(a), Math.floor(a) + 1]) {
    for (const j of [Math.floor(b), Math.floor(b) + 1]) {
      const length = (a - i) ** 2 - (a - i) * (b - j) + (b - j) ** 2;
      if (length < least) [best, least] = [[i, j], length];
    }
  }
  return best;
}

// The place at resolution 0, and on the way there the direction (0 to 5 sixths of a turn, -1 none) at each resolution.
function descend(face, p, resolution) {
  const depth = dot(p, face.centre) * pitch;
  const x = dot(p, face.axis) / depth, y = dot(p, face.other) / depth;
  const turn = resolution % 2 ? -Math.asin(Math.sqrt(3 / 28)) : 0, size = Math.sqrt(7) ** resolution;
  let place = nearestPlace(size * (x * Math.cos(turn) - y * Math.sin(turn)),
                           size * (x * Math.sin(turn) + y * Math.cos(turn)));
  const directions = [];
  for (let at = resolution; at > 0; --at) {
    const conjugate = at % 2 ? [3, 1] : [2, -1];
    for (let direction = -1; direction < 6; ++direction) {
      const step = direction < 0 ? [0, 0] : units[direction];
      const product = times([place[0] - step[0], place[1] - step[1]], conjugate);
      if (product[0] % 7 !== 0 || product[1] % 7 !== 0) continue;
      place = [product[0] / 7, product[1] / 7];
      directions.unshift(direction);
      break;
    }
  }
  return { place, directions };
}

// One point: what turn brings our directions to H3's digits?
const found = faces.map(() => new Map());
function ask(p, resolution) {
  // A point on an edge is on both faces.
  const most = dot(p, faces[nearestFace(p)].centre);
  faces.forEach((face, at) => {
    if (dot(p, face.centre) > most - 1e-12) askOn(at, p, resolution);
  });
}
function askOn(at, p, resolution) {
  const { place, directions } = descend(faces[at], p, resolution);
  const cell = BigInt("0x" + h3.latLngToCell(...toPosition(p), resolution));
  const base = Number((cell >> 45n) & 127n);
  const digits = directions.map((_, n) => Number((cell >> BigInt(3 * (14 - n))) & 7n));
  const key = String(place);
  if (!found[at].has(key)) found[at].set(key, { place, base, turns: [-1, -1, -1, -1, -1, -1] });
  const entry = found[at].get(key);
  if (entry.base !== base) throw new Error("two base cells in one place");
  const lead = directions.find((direction) => direction >= 0);
  if (lead === undefined) return;
  const turns = units.map((_, n) => n).filter((turn) =>
    directions.every((direction, n) => (direction < 0 ? 0 : digitOfUnit[(direction + turn) % 6]) === digits[n]));
  if (turns.length !== 1) throw new Error("no one turn");
  if (entry.turns[lead] !== -1 && entry.turns[lead] !== turns[0]) throw new Error("two turns");
  entry.turns[lead] = turns[0];
}
for (let n = 0; n < 400_000; ++n) ask(randomVector(), 1 + (n % 6));
for (let n = 0; n < 400_000; ++n) {
  // Around corners, edges and centres, at every distance.
  const face = faces[n % 20];
  const near = n % 3 === 0 ? face.centre : corners[n % 12];
  ask(unit(sum(near, scaled(randomVector(), 10 ** (-6 * random())))), 1 + (n % 15));
}
for (let resolution = 1; resolution <= 12; ++resolution) {
  for (const pentagon of h3.getPentagons(resolution)) {
    for (const cell of h3.gridDisk(pentagon, 4)) ask(unit(toVector(h3.cellToLatLng(cell))), resolution);
  }
}
const places = [...found[0].values()].map((entry) => entry.place).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
const pentagons = new Set(h3.getPentagons(0).map((cell) => Number((BigInt("0x" + cell) >> 45n) & 127n)));

function writeTable() {
  const number = (x) => (Object.is(x, -0) ? "0" : String(x));
  const vector = (v) => `{${v.map(number).join(", ")}}`;
  console.log(`// Made by make_h3_table.mjs; its first lines say how.
#include "sandbox/h3_table.hpp"

namespace atgateway::sandbox {

std::span<const H3Face, 20> h3_faces() noexcept {
  // clang-format off
  static constexpr std::array<H3Face, 20> faces = {{`);
  for (const [at, face] of faces.entries()) {
    console.log(`    {${vector(face.centre)}, ${vector(face.axis)},\n     {{`);
    for (const place of places) {
      const entry = found[at].get(String(place));
      if (!entry) throw new Error(`face ${at} has no ${place}`);
      const seen = entry.turns.filter((turn) => turn >= 0);
      const isPentagon = pentagons.has(entry.base);
      if (!isPentagon && new Set(seen).size > 1) throw new Error("a hexagon turns one way only");
      const turns = entry.turns.map((turn) => (isPentagon ? (turn < 0 ? 7 : turn) : seen.length ? seen[0] : 7));
      console.log(`       {${place[0]}, ${place[1]}, ${entry.base}, {${turns.join(", ")}}},`);
    }
    console.log("     }}},");
  }
  console.log(`  }};
  // clang-format on
  return faces;
}

}  // namespace atgateway::sandbox`);
}

function writeGolden() {
  const points = [];
  for (let n = 0; n < 160; ++n) points.push([...toPosition(randomVector()), n % 16]);
  for (let n = 0; n < 96; ++n) {
    const spread = scaled(randomVector(), 10 ** (-5 * random()));
    points.push([...toPosition(unit(sum(corners[n % 12], spread))), n % 16]);
  }
  for (const [latitude, longitude] of [[40.4168, -3.7038], [35.6895, 139.6917], [-16.5, 180], [-16.5, -180], [90, 0],
                                       [-90, 0], [0, 0], [64.1466, -21.9426], [-54.8019, -68.303], [51.4779, -0.0015]]) {
    for (const resolution of [0, 1, 5, 8, 15]) points.push([latitude, longitude, resolution]);
  }
  console.log(`// Made by src/sandbox/make_h3_table.mjs golden: what h3-js 4.5.0 says.
#pragma once

#include <cstdint>

namespace atgateway::sandbox {

struct GoldenCell {
  double longitude, latitude;
  int resolution;
  std::uint64_t cell;
};

// clang-format off
inline constexpr GoldenCell golden_cells[] = {`);
  for (const [latitude, longitude, resolution] of points) {
    const x = Number(longitude.toFixed(7)), y = Number(latitude.toFixed(7));
    const cell = h3.latLngToCell(y, x, resolution);
    if (!h3.isValidCell(cell)) throw new Error("h3-js contradicts itself");
    console.log(`    {${x}, ${y}, ${resolution}, 0x${cell}},`);
  }
  console.log(`};

/// All cells whose centre is within \`radius_m\` of the origin, and the origin's own; ascending, ended by 0.
struct GoldenArea {
  double longitude, latitude, radius_m;
  int resolution;
  std::uint64_t cells[40];
};

inline constexpr GoldenArea golden_areas[] = {`);
  const pentagon = h3.cellToLatLng(h3.getPentagons(7)[3]);
  for (const [latitude, longitude, radius, resolution] of [
    [40.4168, -3.7038, 1000, 8], [40.4168, -3.7038, 100, 8], [35.6895, 139.6917, 30000, 5], [-16.5, 180, 600, 9],
    [89.9, 10, 60000, 4], [pentagon[0], pentagon[1], 3000, 7], [10, 10, 60, 11], [-33.45, -70.66, 2, 15]]) {
    const x = Number(longitude.toFixed(7)), y = Number(latitude.toFixed(7));
    const origin = h3.latLngToCell(y, x, resolution);
    const away = (cell) => h3.greatCircleDistance([y, x], h3.cellToLatLng(cell), "m") * (6371008.8 / 6371007.180918475);
    const cells = h3.gridDisk(origin, 12).filter((cell) => cell === origin || away(cell) <= radius).sort();
    if (cells.length > 39) throw new Error(`too many: ${cells.length}`);
    console.log(`    {${x}, ${y}, ${radius}, ${resolution}, {${cells.map((cell) => "0x" + cell).join(", ")}}},`);
  }
  console.log(`};
// clang-format on

}  // namespace atgateway::sandbox`);
}

if (process.argv[2] === "golden") writeGolden();
else writeTable();
