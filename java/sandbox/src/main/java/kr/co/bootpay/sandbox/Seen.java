package kr.co.bootpay.sandbox;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What a sandbox saw, as text for a test that failed: no body, no query, no key. */
final class Seen {
    /** Of more requests the newest are shown. */
    private static final int MOST = 40;

    private Seen() {}

    static String text(List<Map<String, Object>> requests, List<Map<String, Object>> faults, List<Map<String, Object>> misuses) {
        List<String> lines = new ArrayList<>();
        int before = Math.max(0, requests.size() - MOST);
        if (requests.isEmpty()) {
            lines.add("no request came: does the client have the address and the keys of this sandbox?");
        } else if (before > 0) {
            lines.add(before + " requests before");
        }
        requests.subList(before, requests.size()).forEach(request -> lines.add(request(request)));
        faults.forEach(fault -> lines.add(fault(fault)));
        misuses.forEach(misuse ->
            lines.add("misuse " + misuse.get("kind") + ": " + misuse.get("what") + " " + misuse.get("how_to_mend")));
        return String.join("\n", lines);
    }

    private static String request(Map<String, Object> request) {
        Object status = request.get("status");
        String path = ((String) request.get("path")).replaceFirst("\\?.*", "");
        return String.format("%4d  %-6s %s  %s", request.get("number"), request.get("method"), path,
            status == null ? "no answer" : status.equals(0L) ? "connection broken" : status);
    }

    private static String fault(Map<String, Object> fault) {
        StringBuilder line = new StringBuilder("fault ").append(fault.get("kind"));
        fault.forEach((name, value) -> {
            if (value != null && !name.equals("id") && !name.equals("kind")) {
                line.append(' ').append(name).append('=').append(value);
            }
        });
        return line.toString();
    }
}
