/**
 * The whole inbox.
 *
 * @module
 */

import type { VNode } from "preact";
import { useEffect } from "preact/hooks";
import { Announcer } from "./announcer.tsx";
import { FilterBar, TabBar } from "./bars.tsx";
import { GroupList } from "./group_list.tsx";
import { Header } from "./header.tsx";
import type { InboxModel } from "./inbox_model.ts";
import { listenToKeys } from "./keyboard.ts";
import { Notices } from "./notices.tsx";
import { Sheets } from "./sheets.tsx";
import { Toast } from "./toast.tsx";

/** Header, filters, list, and what lies over them. */
export function InboxPage({ inbox }: { readonly inbox: InboxModel }): VNode {
  useEffect(() => {
    const keys = new AbortController();
    listenToKeys(inbox, keys.signal);
    return () => keys.abort();
  }, [inbox]);
  return (
    <>
      <Header inbox={inbox} />
      <main>
        <TabBar inbox={inbox} />
        <FilterBar inbox={inbox} />
        <Notices inbox={inbox} />
        <GroupList inbox={inbox} />
      </main>
      <Toast inbox={inbox} />
      <Announcer inbox={inbox} />
      <Sheets inbox={inbox} />
    </>
  );
}
