package io.leveret.management.list;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListAnswerTest {

    private record Rate(double rate) {}

    private record Thing(
            String name,
            int messageCount,
            Rate messagesDetails,
            @Nullable Object value,
            List<Rate> rates) {}

    private static Thing thing(String name, int messages, @Nullable Object value) {
        return new Thing(name, messages, new Rate(messages / 2.0), value, List.of(new Rate(1)));
    }

    private final List<Thing> things = new ArrayList<>();

    private String answer(String query) throws ListFault {
        return String.join("", portions(query, Listing.of(things, Thing::name)));
    }

    private static List<String> portions(String query, Listing<Thing> listing) throws ListFault {
        Map<String, String> parameters = new HashMap<>();
        for (String parameter : query.split("&", -1)) {
            String[] parts = parameter.split("=", 2);
            if (parts.length == 2) {
                parameters.putIfAbsent(parts[0], parts[1]);
            }
        }
        ListAnswer<Thing> answer = new ListAnswer<>(listing, ListQuery.of(parameters::get, true), Runnable::run);
        try {
            answer.prepare().toCompletableFuture().join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof ListFault fault) {
                throw fault;
            }
            throw e;
        }
        List<String> portions = new ArrayList<>();
        while (!answer.isDone()) {
            portions.add(new String(answer.portion().toCompletableFuture().join(), StandardCharsets.UTF_8));
        }
        return portions;
    }

    private void add(String... names) {
        Arrays.stream(names).forEach(name -> things.add(thing(name, name.length(), null)));
    }

    @Test
    void writesAllOfEachWhereNothingIsSaid() throws ListFault {
        things.add(thing("a", 3, null));
        assertThat(answer(""))
                .isEqualTo("[{\"name\":\"a\",\"message_count\":3,\"messages_details\":{\"rate\":1.5},"
                        + "\"value\":null,\"rates\":[{\"rate\":1.0}]}]");
    }

    @Test
    void writesNothingAsAnEmptyList() throws ListFault {
        assertThat(answer("")).isEqualTo("[]");
        assertThat(answer("sort=name")).isEqualTo("[]");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "name|[{\"name\":\"a\"}]",
                "messages_details.rate|[{\"messages_details\":{\"rate\":1.5}}]",
                "messages_details,name|[{\"name\":\"a\",\"messages_details\":{\"rate\":1.5}}]",
                "rates.rate|[{\"rates\":[{\"rate\":1.0}]}]",
                "value|[{\"value\":null}]",
                "nothing|[{}]",
                "name.first|[{}]"
            })
    void writesTheColumnsThatAreWanted(String columns, String expected) throws ListFault {
        things.add(thing("a", 3, null));
        assertThat(answer("columns=" + columns)).isEqualTo(expected);
    }

    @Test
    void sortsByAFieldInAnObject() throws ListFault {
        add("ccc", "a", "bb");
        assertThat(answer("columns=name&sort=messages_details.rate"))
                .isEqualTo("[{\"name\":\"a\"},{\"name\":\"bb\"},{\"name\":\"ccc\"}]");
        assertThat(answer("columns=name&sort=messages_details.rate&sort_reverse=true"))
                .isEqualTo("[{\"name\":\"ccc\"},{\"name\":\"bb\"},{\"name\":\"a\"}]");
    }

    @Test
    void sortsValuesOfDifferentKindsAsRabbitMqDoes() throws ListFault {
        for (Object value : new Object[] {"text", Map.of("a", 1), true, false, 7, -1, 2.5, List.of(1)}) {
            things.add(thing(String.valueOf(value), 0, value));
        }
        things.add(thing("null", 0, null));
        assertThat(answer("columns=name&sort=value").replaceAll("[^-\\w.,=\\[]|name", ""))
                .isEqualTo("[-1,2.5,7,false,null,true,a=1,[1,text");
    }

    @Test
    void keepsTheOrderOfWhatSortsAlike() throws ListFault {
        add("bb", "aa", "cc");
        assertThat(answer("columns=name&sort=message_count"))
                .isEqualTo("[{\"name\":\"bb\"},{\"name\":\"aa\"},{\"name\":\"cc\"}]");
        assertThat(answer("columns=name&sort=nothing")).startsWith("[{\"name\":\"bb\"}");
    }

    @Test
    void writesAPageWithItsNumbers() throws ListFault {
        add("a", "b", "c", "d", "e");
        assertThat(answer("columns=name&page=2&page_size=2"))
                .isEqualTo("{\"filtered_count\":5,\"item_count\":2,\"items\":[{\"name\":\"c\"},{\"name\":\"d\"}],"
                        + "\"page\":2,\"page_count\":3,\"page_size\":2,\"total_count\":5}");
    }

    @Test
    void writesAPageThoughNoPaginationIsWanted() throws ListFault {
        add("a");
        assertThat(answer("page=1&pagination=false")).startsWith("{\"filtered_count\":1");
    }

    @Test
    void hasAFirstPageOfNothing() throws ListFault {
        assertThat(answer("page=1"))
                .isEqualTo("{\"filtered_count\":0,\"item_count\":0,\"items\":[],\"page\":1,\"page_count\":0,"
                        + "\"page_size\":100,\"total_count\":0}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"name=B", "name=^b&use_regex=true", "name=B$&use_regex=true"})
    void findsNamesInEitherCase(String filter) throws ListFault {
        add("a", "b", "c");
        assertThat(answer("columns=name&page=1&" + filter))
                .startsWith("{\"filtered_count\":1,\"item_count\":1,\"items\":[{\"name\":\"b\"}]")
                .endsWith("\"total_count\":3}");
    }

    @Test
    void takesATextForWhatItIsWithoutUseRegex() throws ListFault {
        add("a.b", "axb");
        assertThat(answer("columns=name&page=1&name=a.b")).contains("\"filtered_count\":1");
        assertThat(answer("columns=name&page=1&name=a.b&use_regex=true")).contains("\"filtered_count\":2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "page=0&page_size=10|invalid_pagination_parameters|Invalid pagination parameters: page number 0, page size 10",
                "page=-1|invalid_pagination_parameters|Invalid pagination parameters: page number -1, page size undefined",
                "page=1&page_size=501|invalid_pagination_parameters|Invalid pagination parameters: page number 1, page size 501",
                "page=1&page_size=0|invalid_pagination_parameters|Invalid pagination parameters: page number 1, page size 0",
                "page=9|page_out_of_range|Page out of range, page: 9 page size: 100, len: 2",
                "page=2&name=z|page_out_of_range|Page out of range, page: 2 page size: 100, len: 0",
                "page=a|bad_request|Pagination parameters are invalid",
                "page=|bad_request|Pagination parameters are invalid",
                "page=1&page_size=b|bad_request|Pagination parameters are invalid",
                "page=1&name=(&use_regex=true|bad_request|Pagination parameters are invalid",
                "page=1&name=(a{100}){100}&use_regex=true|bad_request|Pagination parameters are invalid"
            })
    void refusesPagesThatThereAreNot(String query, String error, String reason) {
        add("a", "b");
        assertThatThrownBy(() -> answer(query)).isInstanceOfSatisfying(ListFault.class, fault -> {
            assertThat(fault.error()).isEqualTo(error);
            assertThat(fault.reason()).isEqualTo(reason);
        });
    }

    @Test
    void asksAboutManyInPortions() throws ListFault {
        IntStream.range(0, 1300).forEach(number -> add("name" + number));
        List<String> portions = portions("columns=message_count", Listing.of(things, Thing::name));
        assertThat(portions).hasSize(3);
        assertThat(String.join("", portions)).startsWith("[{").endsWith("}]").hasSize(1300 * 19 + 1299 + 2);
    }

    @Test
    void leavesOutWhatIsGone() throws ListFault {
        add("a", "b", "c");
        Listing<Thing> there = Listing.of(things, Thing::name);
        Listing<Thing> halfGone = new Listing<>() {
            @Override
            public int size() {
                return there.size();
            }

            @Override
            public String name(int index) {
                return there.name(index);
            }

            @Override
            public CompletionStage<List<@Nullable Thing>> items(int[] indices) {
                List<@Nullable Thing> items = new ArrayList<>();
                Arrays.stream(indices).forEach(index -> items.add(index == 1 ? things.get(index) : null));
                return CompletableFuture.completedFuture(items);
            }
        };
        assertThat(portions("columns=name", halfGone)).containsExactly("[{\"name\":\"b\"}]");
        assertThat(portions("columns=name&sort=name", halfGone)).containsExactly("[{\"name\":\"b\"}]");
        assertThat(portions("columns=name&page=1", halfGone))
                .containsExactly("{\"filtered_count\":3,\"item_count\":1,\"items\":[{\"name\":\"b\"}],\"page\":1,"
                        + "\"page_count\":1,\"page_size\":100,\"total_count\":3}");
    }
}
