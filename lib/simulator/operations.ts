/**
 * What people do at a simulated site, as plain data: a list of operations repeats a history exactly.
 *
 * @module
 */

/** The fields an edit may set; left out means unchanged. People, versions … are given by id. */
export interface Edit {
  readonly summary?: string;
  readonly description?: string | null;
  readonly priority?: string;
  readonly assignee?: string | null;
  readonly labels?: readonly string[];
  readonly components?: readonly string[];
  readonly fixVersions?: readonly string[];
  readonly sprint?: number | null;
  /** `YYYY-MM-DD`. */
  readonly due?: string | null;
  /** Story points. */
  readonly estimate?: number | null;
}

/** One thing somebody does; `by` is the id of the person, `issue` the id of the issue. */
export type Operation =
  | {
    readonly op: "create";
    readonly by: string;
    /** Project id. */
    readonly project: string;
    /** Issue type id. */
    readonly type: string;
    readonly summary: string;
    readonly description?: string | null;
    readonly priority?: string;
    readonly assignee?: string | null;
    readonly labels?: readonly string[];
    /** Only the security team may see it. */
    readonly restricted?: true;
  }
  | { readonly op: "edit"; readonly by: string; readonly issue: string; readonly set: Edit }
  /** `to` is a status id. */
  | { readonly op: "transition"; readonly by: string; readonly issue: string; readonly to: string }
  | {
    readonly op: "comment";
    readonly by: string;
    readonly issue: string;
    readonly text: string;
    /** Only administrators may read it. */
    readonly restricted?: true;
  }
  | {
    readonly op: "edit_comment";
    readonly by: string;
    readonly issue: string;
    readonly comment: string;
    readonly text: string;
  }
  | {
    readonly op: "delete_comment";
    readonly by: string;
    readonly issue: string;
    readonly comment: string;
  }
  | {
    readonly op: "worklog";
    readonly by: string;
    readonly issue: string;
    readonly seconds: number;
    readonly text: string;
  }
  | {
    readonly op: "attach";
    readonly by: string;
    readonly issue: string;
    readonly filename: string;
    readonly mimeType: string;
    readonly size: number;
  }
  /** `issue` and `to` are issue ids, `type` a link type id. */
  | {
    readonly op: "link";
    readonly by: string;
    readonly issue: string;
    readonly to: string;
    readonly type: string;
  }
  | { readonly op: "unlink"; readonly by: string; readonly link: string }
  /** `project` is the id of the project it moves to. */
  | { readonly op: "move"; readonly by: string; readonly issue: string; readonly project: string }
  | { readonly op: "delete"; readonly by: string; readonly issue: string }
  | { readonly op: "start_sprint"; readonly by: string; readonly sprint: number }
  | { readonly op: "close_sprint"; readonly by: string; readonly sprint: number }
  | { readonly op: "release_version"; readonly by: string; readonly version: string }
  /** Its issues stay as they are, out of reach of searches. */
  | { readonly op: "archive_project"; readonly by: string; readonly project: string }
  /** Cloud's trash, from which a project can be restored. */
  | { readonly op: "trash_project"; readonly by: string; readonly project: string }
  /** Out of the archive or the trash. */
  | { readonly op: "restore_project"; readonly by: string; readonly project: string }
  /** For good, with all its issues. */
  | { readonly op: "delete_project"; readonly by: string; readonly project: string };

/** The {@linkcode Operation} of one name. */
export type OperationOf<Name extends Operation["op"]> = Extract<Operation, { op: Name }>;
