/**
 * Who works at the simulated site.
 *
 * @module
 */

import type { Flavour, SimPerson } from "./model.ts";
import type { Random } from "./random.ts";

const PEOPLE: readonly (readonly [name: string, timeZone: string])[] = [
  ["Amara Okafor", "Africa/Lagos"],
  ["Jonas Lindqvist", "Europe/Stockholm"],
  ["Priya Raghavan", "Asia/Kolkata"],
  ["Mateo Fernández", "America/Bogota"],
  ["Hanna Weiss", "Europe/Berlin"],
  ["Kenji Watanabe", "Asia/Tokyo"],
  ["Leila Haddad", "Europe/Paris"],
  ["Tomasz Zieliński", "Europe/Warsaw"],
  ["Grace Mbeki", "Africa/Johannesburg"],
  ["Oliver Bennett", "Europe/London"],
  ["Sofia Rossi", "Europe/Rome"],
  ["Nguyen Thi Mai", "Asia/Ho_Chi_Minh"],
  ["Daniel Cohen", "Asia/Jerusalem"],
  ["Aroha Ngata", "Pacific/Auckland"],
  ["Emily Carter", "America/Toronto"],
  ["Yusuf Demir", "Europe/Istanbul"],
  ["Beatriz Almeida", "America/Sao_Paulo"],
  ["Li Wei", "Asia/Shanghai"],
  ["Fatima Zahra", "Africa/Casablanca"],
  ["Sam O'Neill", "Europe/Dublin"],
];

/** The most people {@linkcode createPeople} can give. */
export const MAX_PEOPLE: number = PEOPLE.length;

/**
 * Chooses that many people.
 *
 * @throws {RangeError} When more are wanted than {@linkcode MAX_PEOPLE}.
 */
export function createPeople(
  random: Random,
  options: { count: number; flavour: Flavour },
): SimPerson[] {
  const { count, flavour } = options;
  if (count > MAX_PEOPLE) {
    throw new RangeError(`Cannot create people: ${count} wanted, at most ${MAX_PEOPLE} are known`);
  }
  return random.shuffle(PEOPLE).slice(0, count).map(([displayName, timeZone]) => {
    const userName = loginOf(displayName);
    return {
      id: flavour === "cloud" ? `712020:${uuid(random)}` : userName,
      userName,
      displayName,
      timeZone,
      avatar: random.hex(32),
    };
  });
}

function loginOf(name: string): string {
  return name.normalize("NFD").replace(/[\u0300-\u036f']/g, "").toLowerCase().replace(/ /g, ".");
}

function uuid(random: Random): string {
  return [8, 4, 4, 4, 12].map((length) => random.hex(length)).join("-");
}
