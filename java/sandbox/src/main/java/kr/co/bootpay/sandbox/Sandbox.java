package kr.co.bootpay.sandbox;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A project of an offline stand-in for Bootpay's server, with keys, people, payments, faults, clock and journal of its
 * own. The people and the money in it are made up, and nothing leaves this machine.
 *
 * <pre>{@code
 * try (Sandbox sandbox = Sandbox.start()) {
 *     Bootpay bootpay = sandbox.client(Bootpay::new);
 *     System.out.println(bootpay.certificate(sandbox.person("age_19").receiptId()));
 * }
 * }</pre>
 *
 * <p>{@link #start} starts a sandbox, which ends with {@link #close}, and when the process that started it ends, however
 * that happens. {@link #join} and {@link #project} make further projects in one that runs. A JUnit test gets its project
 * from {@link kr.co.bootpay.sandbox.junit5.BootpaySandboxExtension}. Any number of threads may use it.
 */
public final class Sandbox implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);

    private final String applicationId;
    private final transient String privateKey;
    private final String webApplicationId;
    private final String tlsUrl;
    private final Control control;
    private final Runnable end;

    private Sandbox(Control control, Map<String, Object> told, Object tlsUrl, Runnable end) {
        this.applicationId = (String) told.get("application_id");
        this.privateKey = (String) told.get("private_key");
        this.webApplicationId = (String) told.get("web_application_id");
        this.tlsUrl = (String) tlsUrl;
        this.control = control;
        this.end = end;
    }

    /**
     * Starts one on a free port and waits until it listens.
     *
     * @param arguments more options of {@code bootpay sandbox}, such as {@code --seed 7}
     * @throws SandboxException if it did not start; its text has what the program wrote
     */
    public static Sandbox start(String... arguments) {
        return start(program(), START, arguments);
    }

    /** The same with another program than the one in this package, which may take so long to start. */
    public static Sandbox start(Path program, Duration timeout, String... arguments) {
        Running running = new Running(program, timeout, arguments);
        Control control = new Control((String) running.told.get("url"), null);
        return new Sandbox(control, running.told, running.told.get("tls_url"), running::stop);
    }

    /**
     * Makes a project in the sandbox that runs at an address, such as http://127.0.0.1:8300. {@link #close} deletes the
     * project, and so does the end of this process.
     *
     * @throws SandboxException if no sandbox answers there
     */
    public static Sandbox join(String url) {
        return join(url, null);
    }

    private static Sandbox join(String url, String tlsUrl) {
        Joined joined = new Joined(url);
        return new Sandbox(joined.control, joined.told, tlsUrl, joined::end);
    }

    /** Makes another project in this sandbox: a second shop, which knows nothing of the first. */
    public Sandbox project() {
        return join(url(), tlsUrl);
    }

    /** The program {@code bootpay}: what the variable BOOTPAY_PROGRAM names, or the one in this package, unpacked. */
    public static Path program() {
        return Program.path();
    }

    /** Where it listens, such as http://127.0.0.1:41233; open it in a browser for the console. */
    public String url() {
        return control.url;
    }

    public String applicationId() {
        return applicationId;
    }

    /** A key of this project: it opens nothing else. */
    public String privateKey() {
        return privateKey;
    }

    /** The application id for a page. */
    public String webApplicationId() {
        return webApplicationId;
    }

    /** Where it listens for TLS, if the arguments of {@link #start} say so; else null. */
    public String tlsUrl() {
        return tlsUrl;
    }

    /** The variables that point a client at it, and keep it away from every other host, for a program of its own. */
    public Map<String, String> env() {
        Map<String, String> variables = new LinkedHashMap<>();
        variables.put("BOOTPAY_BASE_URL", url());
        variables.put("BOOTPAY_APPLICATION_ID", applicationId);
        variables.put("BOOTPAY_PRIVATE_KEY", privateKey);
        variables.put("BOOTPAY_WEB_APPLICATION_ID", webApplicationId);
        variables.put("BOOTPAY_LOOPBACK_ONLY", "1");
        return variables;
    }

    /** A client of this project, or whatever else is made with its id, its key and its address: {@code client(Bootpay::new)}. */
    public <T> T client(Maker<T> maker) {
        return maker.make(applicationId, privateKey, url());
    }

    /** The constructor of a client. */
    public interface Maker<T> {
        T make(String applicationId, String privateKey, String url);
    }

    /**
     * For tests of failures: the same {@code Options} or {@code Config} of a client with short limits and without retries.
     *
     * <pre>{@code bootpay.withOptions(Sandbox.quick(new Options()))}</pre>
     */
    public static <T> T quick(T limits) {
        return Quick.of(limits);
    }

    /**
     * Verifies a made-up person.
     *
     * @param fields username, phone, birth, gender, order_id and the others of {@code POST /sandbox/identities}
     */
    public Receipt identity(Map<String, ?> fields) {
        return receipt("/sandbox/identities", fields);
    }

    /**
     * Verifies somebody who is known by name, such as turns_19_this_year: {@code bootpay sandbox person --list} says
     * who there is.
     */
    public Receipt person(String persona) {
        return person(persona, new PersonFields());
    }

    /**
     * Verifies a made-up person.
     *
     * @throws SandboxException if a field is wrong; its text says how
     */
    public Receipt person(PersonFields fields) {
        return person(null, fields);
    }

    /** Somebody who is known by name, with fields that win over the persona's own, all but birth and ages. */
    public Receipt person(String persona, PersonFields fields) {
        return identity(PersonFields.of(persona, fields));
    }

    /**
     * The window of an identity verification that the page opened for an order, or one that is opened for it without a
     * browser. Until it is approved it has a receipt id and no certificate.
     */
    public Window window(String orderId) {
        return window(orderId, Collections.emptyMap());
    }

    /**
     * The same with more fields of {@code POST /sandbox/windows}. With {@code price} it is the window of a payment.
     *
     * @param orderId null: of no order
     */
    public Window window(String orderId, Map<String, ?> fields) {
        Map<String, ?> wanted = orderId == null ? fields : with(fields, "order_id", orderId);
        return new Window(control, control.object("POST", "/sandbox/windows", wanted));
    }

    /** Makes a payment. {@code price} is required, a {@code status} of 1 is a paid one. */
    public Receipt payment(Map<String, ?> fields) {
        return receipt("/sandbox/payments", fields);
    }

    /** The money of a virtual account arrives. */
    public Receipt deposit(String receiptId) {
        return receipt("/sandbox/deposits", Collections.singletonMap("receipt_id", receiptId));
    }

    /** Lets calls fail until what it gives is closed. {@code POST /sandbox/faults} has the kinds and their fields. */
    public Fault fault(String kind, Map<String, ?> fields) {
        Object id = control.object("POST", "/sandbox/faults", with(fields, "kind", kind)).get("id");
        return () -> control.object("DELETE", "/sandbox/faults/" + id, null);
    }

    /** Calls that fail until this is closed. */
    public interface Fault extends AutoCloseable {
        @Override
        void close();
    }

    /** Moves the sandbox's clock forward: tokens expire, reservations are due, webhooks are sent again. */
    public void advance(Duration by) {
        control.object("POST", "/sandbox/clock", Collections.singletonMap("advance_s", by));
    }

    /** What has arrived, oldest first: method, path, headers, body. */
    public List<Map<String, Object>> requests() {
        return control.list("/sandbox/requests");
    }

    /** The same of an operation, by its name in errors and logs such as payment.cancel. */
    public List<Map<String, Object>> requests(String operation) {
        return control.list("/sandbox/operations/" + Control.escaped(operation) + "/requests");
    }

    /** The webhooks that were sent or wait to be, oldest first: receipt_id, fields, state, attempts. */
    public List<Map<String, Object>> webhooks() {
        return control.list("/sandbox/webhooks");
    }

    /**
     * Changes the options of the project's admin page, such as {@code feedback_url}, to which webhooks go.
     *
     * @param fields those of {@code POST /sandbox/settings}
     * @return all of them
     */
    public Map<String, Object> settings(Map<String, ?> fields) {
        return control.object("POST", "/sandbox/settings", fields);
    }

    /** What the sandbox saw and a merchant must not do: kind, what, how_to_mend, and the numbers of the requests. */
    public List<Map<String, Object>> misuses() {
        return control.list("/sandbox/misuses");
    }

    /** The requests with their status, the faults that are set, and the misuses, as text: no body, no query, no key. */
    public String seen() {
        return Seen.text(requests(), control.list("/sandbox/faults"), misuses());
    }

    /** All that the project holds, as JSON for {@link #restore}. */
    public String snapshot() {
        return control.text("GET", "/sandbox/snapshot", "");
    }

    /** Puts the project into the state of a snapshot. */
    public void restore(String document) {
        control.text("POST", "/sandbox/restore", document);
    }

    /**
     * Everything as it was at its start: people, payments, faults, clock and journal. Tokens stay good, so that a client
     * that was made before goes on.
     */
    public void reset() {
        control.object("POST", "/sandbox/reset", Collections.singletonMap("keep_tokens", true));
    }

    /** Any other control route, as the sandbox's README has them; gives its JSON as maps and lists. */
    public Object control(String method, String route, Object fields) {
        return control.read(method, route, fields, Object.class);
    }

    /** Ends what was started: the sandbox, or the project in one that was joined. Does nothing when that has ended. */
    @Override
    public void close() {
        end.run();
    }

    private Receipt receipt(String route, Map<String, ?> fields) {
        return new Receipt(control.object("POST", route, fields));
    }

    private static Map<String, Object> with(Map<String, ?> fields, String name, Object value) {
        Map<String, Object> all = new LinkedHashMap<>(fields);
        all.put(name, value);
        return all;
    }

    /** Shows no key. */
    @Override
    public String toString() {
        return "Sandbox " + url() + ", project " + applicationId;
    }
}
