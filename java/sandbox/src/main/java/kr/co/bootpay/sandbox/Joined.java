package kr.co.bootpay.sandbox;

import java.util.Map;

/** A project that was made in a sandbox that runs. It is deleted when this process ends, if not before. */
final class Joined {
    /** Its id and its keys. */
    final Map<String, Object> told;
    final Control control;
    private final Control everywhere;
    private final Thread atExit = new Thread(this::delete, "bootpay-sandbox-end");
    private boolean isEnded;

    Joined(String url) {
        everywhere = new Control(url, null);
        told = everywhere.project();
        control = new Control(url, (String) told.get("application_id"));
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    synchronized void end() {
        if (isEnded) {
            return;
        }
        isEnded = true;
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException exiting) {
            return; // which deletes it
        }
        delete();
    }

    private void delete() {
        try {
            everywhere.object("DELETE", "/sandbox/projects/" + Control.escaped((String) told.get("application_id")), null);
        } catch (SandboxException ended) {
            return; // the sandbox, and the project with it
        }
    }
}
