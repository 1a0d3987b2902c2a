package kr.co.bootpay;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import kr.co.bootpay.exception.BootpayException;
import kr.co.bootpay.internal.Failure;
import kr.co.bootpay.internal.Json;
import kr.co.bootpay.model.response.AnswerMap;
import kr.co.bootpay.model.response.ResDefault;

/**
 * Identity verification (본인인증): begin it on your server, let the customer go through Bootpay's window, confirm it
 * once, and ask the {@link Person} what the law asks.
 */
public final class Identity {
    private static final String CONFIRM = "identity.confirm";
    private final transient Bootpay bootpay;

    Identity(Bootpay bootpay) {
        this.bootpay = bootpay;
    }

    /** As {@link #begin(String, String, Duration)}, for ten minutes. */
    public Begun begin(String purpose, String session) {
        return begin(purpose, session, null);
    }

    /**
     * Begins a verification. It sends nothing and stores nothing: the token is signed with a key that is derived from
     * your private key, so any process with that key can confirm it.
     *
     * @param purpose what the person is verified for, in your own words; {@code Person.purpose} gives it back
     * @param session what tells this customer's session from all others, and no other session knows: a random text that
     *     your session keeps. Only a keyed hash of it is in the token
     * @param expiresIn when {@code confirm} begins to refuse it, at most 30 minutes; null: ten
     */
    public Begun begin(String purpose, String session, Duration expiresIn) {
        Map<String, Object> about = BootpayObject.fields("purpose", orEmpty(purpose), "session", orEmpty(session));
        if (expiresIn != null) {
            about.put("expires_in", expiresIn.toMillis() / 1000.0);
        }
        return new Begun(Core.askObject(bootpay.core.client, "begin_identity", null, about));
    }

    /** As {@link #confirm(String, String, String, Once, String)}, for whichever purpose. */
    public Person confirm(String receiptId, String token, String session, Once once) {
        return confirm(receiptId, token, session, once, null);
    }

    /**
     * Confirms a verification once, and gives the person. In this order: the token is genuine, of this session, for
     * this purpose and not expired; the receipt is an identity's, of this very order, verified in time; it was not used
     * before. Until the last of these nothing is used up: after a lost connection it can be confirmed again. What the
     * store throws comes as it is.
     *
     * @param receiptId what the browser's {@code done} gave you; it may be whatever a browser sent
     * @param token what {@code begin} gave you; it may be whatever a browser sent
     * @param session the same as for {@code begin}
     * @param once what remembers which verification was used
     * @param purpose the purpose that it must have; null: whichever
     * @throws kr.co.bootpay.exception.IdentityException it is not to be believed; answer with its status and its
     *     customer message
     */
    public Person confirm(String receiptId, String token, String session, Once once, String purpose) {
        return firstUse(bootpay.call(CONFIRM, asked(receiptId, token, session, once, purpose), AnswerMap.class), once);
    }

    /** As {@code confirm}, without waiting. The store is asked where the future is completed. */
    public CompletableFuture<Person> confirmAsync(String receiptId, String token, String session, Once once, String purpose) {
        CompletableFuture<ResDefault<AnswerMap>> answer;
        try {
            answer = bootpay.callAsync(CONFIRM, asked(receiptId, token, session, once, purpose), AnswerMap.class);
        } catch (BootpayException refused) {
            CompletableFuture<Person> failed = new CompletableFuture<>();
            failed.completeExceptionally(refused);
            return failed;
        }
        CompletableFuture<Person> confirmed = answer.thenApply(response -> firstUse(response, once));
        confirmed.whenComplete((person, failed) -> answer.cancel(true)); // whoever gave it up: the call ends, too
        return confirmed;
    }

    private static Map<String, Object> asked(String receiptId, String token, String session, Once once, String purpose) {
        if (once == null) {
            throw Core.refused(CONFIRM, "once", "is missing: give a store, such as Once.memory()");
        }
        return BootpayObject.fields("receipt_id", readable(receiptId), "token", readable(token), "session", orEmpty(session),
            "purpose", purpose);
    }

    private static Person firstUse(ResDefault<AnswerMap> response, Once once) {
        Person person = new Person(response.unwrap());
        if (once.consume(person.orderId(), person.keepUsedFor())) {
            return person;
        }
        Map<String, Object> question = BootpayObject.fields("receipt_id", person.receiptId());
        throw Failure.of(Core.ask(null, "identity.used", null, question), null, CONFIRM);
    }

    private static String orEmpty(String text) {
        return text == null ? "" : text;
    }

    /** A browser's text, or nothing if it is none. */
    private static String readable(String text) {
        boolean isText = text != null && StandardCharsets.UTF_8.newEncoder().canEncode(text);
        return isText ? text : "";
    }

    static Map<String, Object> asked(String verb, Map<String, Object> question) {
        return Json.object(Core.ask(null, "identity." + verb, null, Json.write(question)));
    }
}
