/**
 * What is used of Jira's answers. Everything else in them is let through unread.
 *
 * @module
 */

import { z } from "zod";
import { parseInstant } from "../instant.ts";
import { readObject } from "../read.ts";
import { readSnapshot } from "../snapshot.ts";
import type { KeyedIssue } from "./keyset.ts";
import type { FoundIssue } from "./types.ts";

/** Since when an issue is archived: only Data Center has it, `null` of others. */
export const ARCHIVED_FIELD = "archiveddate";

type Maybe<T> = T | null | undefined;

const Id = z.union([z.string().min(1), z.number().int().transform(String)]);

/** An issue. One whose fields are missing or unreadable is found all the same, without a snapshot. */
const Issue = z.looseObject({ id: Id }).transform((issue): FoundIssue => ({
  id: issue.id,
  snapshot: readSnapshot(issue),
}));

/** `GET issue/{id}`. */
export const OneIssue: z.ZodType<FoundIssue> = z.looseObject({ id: Id })
  .transform((issue): FoundIssue => ({
    id: issue.id,
    snapshot: readSnapshot(issue),
    ...typeof readObject(issue.fields)?.[ARCHIVED_FIELD] === "string" ? { isArchived: true } : {},
  }));

/** `GET myself`. */
export const Myself: z.ZodType<{
  accountId?: Maybe<string>;
  key?: Maybe<string>;
  name?: Maybe<string>;
  displayName?: Maybe<string>;
  timeZone?: Maybe<string>;
}> = z.object({
  accountId: z.string().nullish(),
  key: z.string().nullish(),
  name: z.string().nullish(),
  displayName: z.string().nullish(),
  timeZone: z.string().nullish(),
});

/** `GET serverInfo`. */
export const Server: z.ZodType<{
  version: string;
  baseUrl?: Maybe<string>;
  displayUrl?: Maybe<string>;
  deploymentType?: Maybe<string>;
}> = z.object({
  version: z.string(),
  baseUrl: z.string().nullish(),
  displayUrl: z.string().nullish(),
  deploymentType: z.string().nullish(),
});

/** `GET /_edge/tenant_info`. */
export const Tenant: z.ZodType<{ cloudId: string }> = z.object({ cloudId: z.string().min(1) });

/** Some of the issues of a page. */
export const Issues: z.ZodType<FoundIssue[]> = z.array(Issue);

/** `POST search/jql`, its issues to be read as {@linkcode Issues}. */
export const CloudPage: z.ZodType<{
  issues: unknown[];
  nextPageToken?: Maybe<string>;
  isLast?: Maybe<boolean>;
}> = z.object({
  issues: z.array(z.unknown()),
  nextPageToken: z.string().nullish(),
  isLast: z.boolean().nullish(),
});

/** `POST issue/bulkfetch`. */
export const Fetched: z.ZodType<{
  issues: FoundIssue[];
  issueErrors?: Maybe<{ id?: Maybe<string>; errorMessage?: Maybe<string> }[]>;
}> = z.object({
  issues: z.array(Issue),
  issueErrors: z.array(z.object({ id: Id.nullish(), errorMessage: z.string().nullish() }))
    .nullish(),
});

/** `POST search/approximate-count`. */
export const Counted: z.ZodType<{ count: number }> = z.object({
  count: z.number().int().nonnegative(),
});

/** `GET project/search`. */
export const ProjectPage: z.ZodType<{
  values: { id: string; key: string; name?: Maybe<string> }[];
  isLast?: Maybe<boolean>;
  total?: Maybe<number>;
}> = z.object({
  values: z.array(z.object({ id: Id, key: z.string().min(1), name: z.string().nullish() })),
  isLast: z.boolean().nullish(),
  total: z.number().int().nullish(),
});

/** `POST search` of Data Center. */
export const DataCenterPage: z.ZodType<{ issues: KeyedIssue[]; total: number }> = z.object({
  issues: z.array(
    z.looseObject({ id: Id }).transform((issue): KeyedIssue => ({
      found: { id: issue.id, snapshot: readSnapshot(issue) },
      created: parseInstant(readObject(issue["fields"])?.["created"]),
    })),
  ),
  total: z.number().int().nonnegative(),
});

/** `GET project` of Data Center. */
export type DataCenterProjects = {
  id: string;
  key: string;
  name?: Maybe<string>;
  archived?: Maybe<boolean>;
}[];

/** `GET project` of Data Center. */
export const DataCenterProjects: z.ZodType<DataCenterProjects> = z.array(z.object({
  id: Id,
  key: z.string().min(1),
  name: z.string().nullish(),
  archived: z.boolean().nullish(),
}));
