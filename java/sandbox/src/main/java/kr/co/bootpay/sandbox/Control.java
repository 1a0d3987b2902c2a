package kr.co.bootpay.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UnsupportedEncodingException;
import java.net.HttpURLConnection;
import java.net.MalformedURLException;
import java.net.Proxy;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.URL;
import java.net.URLConnection;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Calls the control routes at an address, for one project or, without one, for the first. */
final class Control {
    /** How long a call may take, and the program to end once it was told to. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    final String url;
    private final String query;

    Control(String url, String project) {
        this.url = url.replaceAll("/+$", "");
        query = project == null ? "" : "project=" + escaped(project);
    }

    /** As a segment of a path, or in a query. */
    static String escaped(String text) {
        try {
            return URLEncoder.encode(text, "UTF-8").replace("+", "%20");
        } catch (UnsupportedEncodingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> object(String method, String route, Object fields) {
        return (Map<String, Object>) read(method, route, fields, Map.class);
    }

    @SuppressWarnings("unchecked")
    List<Map<String, Object>> list(String route) {
        return (List<Map<String, Object>>) read("GET", route, null, List.class);
    }

    /** Makes a project, and gives its id and its keys. */
    Map<String, Object> project() {
        Map<String, Object> told = object("POST", "/sandbox/projects", null);
        if (!(told.get("application_id") instanceof String)) {
            throw nobody("POST", "/sandbox/projects", null);
        }
        return told;
    }

    /** A map or a list, as the route has it. */
    Object read(String method, String route, Object fields, Class<?> type) {
        Object value = Json.read(text(method, route, fields == null ? "" : Json.write(fields)));
        if (!type.isInstance(value)) {
            throw nobody(method, route, null);
        }
        return value;
    }

    /** The answer as it came. */
    String text(String method, String route, String body) {
        try {
            HttpURLConnection connection = open(method, route);
            if (!method.equals("GET")) {
                connection.setDoOutput(true);
                connection.getOutputStream().write(body.getBytes(UTF_8));
            }
            if (connection.getResponseCode() == 200) {
                return all(connection.getInputStream());
            }
            Object refused = Json.object(all(connection.getErrorStream())).get("error");
            if (refused == null) {
                throw nobody(method, route, null);
            }
            throw new SandboxException(method + " " + route + ": " + refused);
        } catch (SocketException | SocketTimeoutException | UnknownHostException gone) {
            throw new SandboxException(
                method + " " + route + ": the sandbox at " + url + " does not answer: " + gone.getMessage(), gone);
        } catch (IOException | IllegalArgumentException other) { // no address, or no HTTP
            throw nobody(method, route, other);
        }
    }

    private SandboxException nobody(String method, String route, Exception cause) {
        return new SandboxException(method + " " + route + ": no sandbox answers at " + url, cause);
    }

    private HttpURLConnection open(String method, String route) throws IOException {
        String asked = query.isEmpty() ? route : route + (route.contains("?") ? "&" : "?") + query;
        // a proxy of the environment cannot reach this machine
        URLConnection opened = new URL(url + asked).openConnection(Proxy.NO_PROXY);
        if (!(opened instanceof HttpURLConnection)) {
            throw new MalformedURLException(url);
        }
        HttpURLConnection connection = (HttpURLConnection) opened;
        connection.setRequestMethod(method);
        connection.setConnectTimeout((int) PATIENCE.toMillis());
        connection.setReadTimeout((int) PATIENCE.toMillis());
        connection.setInstanceFollowRedirects(false);
        connection.setRequestProperty("Content-Type", "application/json");
        // one that was kept may have ended, and then Java sends a POST twice
        connection.setRequestProperty("Connection", "close");
        return connection;
    }

    private static String all(InputStream answer) throws IOException {
        if (answer == null) {
            return "";
        }
        try (InputStream whole = answer) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] block = new byte[8192];
            for (int count = whole.read(block); count >= 0; count = whole.read(block)) {
                bytes.write(block, 0, count);
            }
            return new String(bytes.toByteArray(), UTF_8);
        }
    }
}
