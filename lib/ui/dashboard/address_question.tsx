/**
 * Asks whether another address is of the Jira whose issues are kept.
 *
 * @module
 */

import type { VNode } from "preact";
import { QuestionDialog } from "./question_dialog.tsx";

/** A question, as it can't be taken back. */
export function AddressQuestion({ jira, onYes, onClose }: {
  readonly jira: string;
  readonly onYes: () => void;
  readonly onClose: () => void;
}): VNode {
  return (
    <QuestionDialog
      title={`Is ${jira} the same Jira?`}
      yes="It is the same Jira"
      onYes={onYes}
      onClose={onClose}
    >
      <p>
        Accept it only if that is another address of the Jira whose issues are kept here, as after
        it was renamed or moved. The issues of two Jiras have the same ids: one would be written
        over the other.
      </p>
    </QuestionDialog>
  );
}
