package kr.co.bootpay.sandbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.ToNumberPolicy;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.Paths;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * An offline stand-in for Bootpay's server on a free port of this machine, for development and tests. The people and
 * the money in it are made up, and nothing leaves this machine.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.start()) {
 *     Bootpay bootpay = new Bootpay(sandbox.applicationId(), sandbox.privateKey(), sandbox.url());
 *     String receiptId = (String) sandbox.identity(Map.of("username", "김가짜")).get("receipt_id");
 *     System.out.println(bootpay.certificate(receiptId));
 * }
 * }</pre>
 *
 * <p>It ends with {@link #close}, and when the process that started it ends, however that happens.
 */
public final class Sandbox implements AutoCloseable {
    /** How many seconds the program may take to start and to end, and a control call. */
    private static final int PATIENCE = 30;
    private static final Gson JSON =
        new GsonBuilder().setObjectToNumberStrategy(ToNumberPolicy.LONG_OR_DOUBLE).serializeNulls().create();
    private static Path unpacked;

    private final Process process;
    private final Map<String, String> told;

    private Sandbox(Process process, Map<String, String> told) {
        this.process = process;
        this.told = told;
    }

    /**
     * Starts one and waits until it listens.
     *
     * @param arguments more options of {@code bootpay sandbox}, such as {@code --seed 7}
     */
    public static Sandbox start(String... arguments) {
        return start(program(), arguments);
    }

    /** The same with another program than the one in this package. */
    public static Sandbox start(Path program, String... arguments) {
        List<String> command = new ArrayList<>(Arrays.asList(
            program.toString(), "sandbox", "--listen", "127.0.0.1:0", "--json", "--with-parent"));
        command.addAll(Arrays.asList(arguments));
        Process process = null;
        Path errors = null;
        try {
            errors = Files.createTempFile("bootpay", ".log");
            process = new ProcessBuilder(command).redirectError(errors.toFile()).start();
            BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8));
            String line = output.readLine(); // null: it has ended
            if (line == null) {
                throw new SandboxException("the sandbox ended: " + new String(Files.readAllBytes(errors), UTF_8).trim(), null);
            }
            Map<String, String> told = new HashMap<>();
            ((Map<?, ?>) read(line)).forEach((name, value) -> told.put(name.toString(), String.valueOf(value)));
            return new Sandbox(process, told);
        } catch (IOException failed) {
            throw new SandboxException("the sandbox cannot be run on this machine: " + program, failed);
        } finally {
            if (errors != null) {
                errors.toFile().delete(); // the program has it open
            }
        }
    }

    /** The program {@code bootpay}: what the variable BOOTPAY_PROGRAM names, or the one in this package, unpacked. */
    public static synchronized Path program() {
        String named = System.getenv("BOOTPAY_PROGRAM");
        if (named != null && !named.isEmpty()) {
            return Paths.get(named);
        }
        if (unpacked != null) {
            return unpacked;
        }
        // x86_64-linux, aarch64-darwin, x86_64-windows; "mac os x" is the JVM's name of darwin
        String cpu = System.getProperty("os.arch").replace("amd64", "x86_64").replace("arm64", "aarch64");
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).replaceAll(" .*", "").replace("mac", "darwin");
        String platform = cpu + "-" + system;
        String ending = system.equals("windows") ? ".exe" : "";
        String resource = "/kr/co/bootpay/sandbox/" + platform + "/bootpay" + ending;
        try (InputStream program = Sandbox.class.getResourceAsStream(resource)) {
            if (program == null) {
                throw new SandboxException("this package has no program for " + platform + ": set BOOTPAY_PROGRAM", null);
            }
            Path copy = Files.createTempFile("bootpay", ending);
            copy.toFile().deleteOnExit();
            Files.copy(program, copy, StandardCopyOption.REPLACE_EXISTING);
            if (!copy.toFile().setExecutable(true)) {
                throw new SandboxException("programs may not be run from " + copy.getParent() + ": set java.io.tmpdir", null);
            }
            unpacked = copy;
            return copy;
        } catch (IOException failed) {
            throw new SandboxException("the sandbox cannot be unpacked into the temporary folder", failed);
        }
    }

    /** Where it listens, such as http://127.0.0.1:41233; open it in a browser for the console. */
    public String url() {
        return told.get("url");
    }

    public String applicationId() {
        return told.get("application_id");
    }

    /** A key of this sandbox: it opens nothing else. */
    public String privateKey() {
        return told.get("private_key");
    }

    /** The application id for a page. */
    public String webApplicationId() {
        return told.get("web_application_id");
    }

    /** The variables that point a client at it, for a program of its own. */
    public Map<String, String> env() {
        Map<String, String> variables = new LinkedHashMap<>();
        told.forEach((name, value) ->
            variables.put("BOOTPAY_" + name.replace("url", "base_url").toUpperCase(Locale.ROOT), value));
        return variables;
    }

    /**
     * Verifies a made-up person; the answer has the {@code receipt_id} to read it with.
     *
     * @param fields username, phone, birth, gender, order_id and the others of {@code POST /sandbox/identities}
     */
    public Map<String, Object> identity(Map<String, ?> fields) {
        return object("POST", "/sandbox/identities", fields);
    }

    /**
     * Verifies somebody who is known by name, such as turns_19_this_year: {@code bootpay sandbox person --list} says
     * who there is.
     *
     * @param fields as for {@link #identity}; they win over the persona's own, all but {@code birth}
     */
    public Map<String, Object> person(String persona, Map<String, ?> fields) {
        return identity(with(fields, "persona", persona));
    }

    /**
     * Opens the window of an identity verification in which nobody is verified, without a browser.
     *
     * @param outcome unfinished, cancelled or failed
     * @param fields order_id, name, receipt_id
     */
    public Map<String, Object> window(String outcome, Map<String, ?> fields) {
        return object("POST", "/sandbox/windows", with(fields, "outcome", outcome));
    }

    /** Makes a payment; the answer is its receipt. {@code price} is required, a {@code status} of 1 is a paid one. */
    public Map<String, Object> payment(Map<String, ?> fields) {
        return object("POST", "/sandbox/payments", fields);
    }

    /** Lets calls fail, as {@code POST /sandbox/faults} says, until what it gives is closed. */
    public Fault fault(String kind, Map<String, ?> fields) {
        Object id = object("POST", "/sandbox/faults", with(fields, "kind", kind)).get("id");
        return () -> control("DELETE", "/sandbox/faults/" + id, null);
    }

    /** Calls that fail until this is closed. */
    public interface Fault extends AutoCloseable {
        @Override
        void close();
    }

    /** Moves the sandbox's clock forward: tokens expire, reservations are due, webhooks are sent again. */
    public void advance(Duration by) {
        Map<String, Object> fields = new HashMap<>();
        fields.put("advance_s", by.getSeconds());
        control("POST", "/sandbox/clock", fields);
    }

    /** What has arrived, oldest first: method, path, headers, body. */
    public List<Map<String, Object>> requests() {
        return list("/sandbox/requests");
    }

    /** The same of an operation, by its name in errors and logs such as payment.cancel. */
    public List<Map<String, Object>> requests(String operation) {
        try {
            return list("/sandbox/operations/" + URLEncoder.encode(operation, "UTF-8") + "/requests");
        } catch (IOException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** Everything as it was at its start: people, payments, faults, clock and journal. */
    public void reset() {
        control("POST", "/sandbox/reset", null);
    }

    /** Ends it. Does nothing when it has ended. */
    @Override
    public void close() {
        try {
            process.getOutputStream().close(); // which it ends with
            if (!process.waitFor(PATIENCE, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException ended) {
            process.destroyForcibly();
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private static Map<String, Object> with(Map<String, ?> fields, String name, Object value) {
        Map<String, Object> all = new HashMap<>(fields);
        all.put(name, value);
        return all;
    }

    @SuppressWarnings("unchecked")
    private Map<String, Object> object(String method, String route, Map<String, ?> fields) {
        return (Map<String, Object>) control(method, route, fields);
    }

    @SuppressWarnings("unchecked")
    private List<Map<String, Object>> list(String route) {
        return (List<Map<String, Object>>) control("GET", route, null);
    }

    /** A control request, as the sandbox's README has them; gives its JSON as maps and lists. */
    public Object control(String method, String route, Object fields) {
        try {
            // a proxy of the environment cannot reach this machine
            HttpURLConnection connection = (HttpURLConnection) new URL(url() + route).openConnection(Proxy.NO_PROXY);
            connection.setRequestMethod(method);
            connection.setConnectTimeout(PATIENCE * 1000);
            connection.setReadTimeout(PATIENCE * 1000);
            if (fields != null) {
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                connection.getOutputStream().write(JSON.toJson(fields).getBytes(UTF_8));
            }
            boolean isGood = connection.getResponseCode() < 300;
            InputStream answer = isGood ? connection.getInputStream() : connection.getErrorStream();
            String said = answer == null ? "" : all(answer);
            if (!isGood) {
                Object refused = said.startsWith("{") ? ((Map<?, ?>) read(said)).get("error") : null;
                throw new SandboxException(method + " " + route + ": " + (refused == null ? said : refused), null);
            }
            return said.isEmpty() ? null : read(said);
        } catch (IOException failed) {
            throw new SandboxException(method + " " + route + ": the sandbox at " + url() + " does not answer", failed);
        }
    }

    private static Object read(String json) {
        return JSON.fromJson(json, Object.class);
    }

    private static String all(InputStream answer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] block = new byte[8192];
        for (int count = answer.read(block); count >= 0; count = answer.read(block)) {
            bytes.write(block, 0, count);
        }
        return new String(bytes.toByteArray(), UTF_8);
    }
}
