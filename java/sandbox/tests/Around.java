import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import kr.co.bootpay.Bootpay;
import kr.co.bootpay.model.response.data.CertificateData;
import kr.co.bootpay.sandbox.Sandbox;

/** What the tests share. */
final class Around {
    /** Paid, and there from the start. */
    static final String PAYMENT = "5df6e67d4f74b4002a77e0eb";
    /** In no sandbox from the start. */
    static final String NEW = "00000000000000000000da7a";

    private Around() {}

    /** A program in a JVM of its own, with the same class path. */
    static Process java(Map<String, String> environment, List<String> options, String main, String... arguments)
            throws IOException {
        List<String> command = new ArrayList<>(List.of(System.getProperty("java.home") + "/bin/java"));
        command.addAll(options);
        command.addAll(List.of("-Dfile.encoding=UTF-8", "-Dstdout.encoding=UTF-8"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), main));
        command.addAll(Arrays.asList(arguments));
        ProcessBuilder program = new ProcessBuilder(command).redirectErrorStream(true);
        program.environment().keySet().removeIf(name -> name.startsWith("BOOTPAY_") && !name.equals("BOOTPAY_PROGRAM"));
        program.environment().putAll(environment);
        return program.start();
    }

    static String all(Process program) {
        try {
            return new String(program.getInputStream().readAllBytes(), UTF_8);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    static String nameOf(Bootpay bootpay, String receiptId) {
        return (String) bootpay.<CertificateData>certificate(receiptId).unwrap().certificate.get("username");
    }

    static boolean isThere(Bootpay bootpay, String receiptId) {
        return bootpay.certificate(receiptId).error() == null;
    }

    /** The ids of the projects of a sandbox. */
    static List<Object> projects(Sandbox sandbox) {
        List<?> projects = (List<?>) sandbox.control("GET", "/sandbox/projects", null);
        return projects.stream().map(project -> ((Map<?, ?>) project).get("application_id")).collect(Collectors.toList());
    }

    /** A server that answers everything with this; it lives as long as the tests. */
    static String server(int status, String body) throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(status, body.getBytes(UTF_8).length);
            exchange.getResponseBody().write(body.getBytes(UTF_8));
            exchange.close();
        });
        server.start();
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }
}
